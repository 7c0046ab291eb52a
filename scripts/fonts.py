"""Make the committed Chinese font subsets from the full TrueType files.

Run once, when a new edition of the fonts is taken:

    python scripts/fonts.py FOLDER

FOLDER holds the two npm packages `@expo-google-fonts/noto-sans-sc` and
`@expo-google-fonts/noto-serif-sc` (0.4.3), unpacked. The result, four files of TrueType
under Brotli and the licence, goes to `src/silian/kernel/documents/fonts/`. Typst
reads a copy that is unpacked from them at run time.

What is kept: GB 2312 (6,763 hanzi and its signs), Latin with the accents of pinyin, the
numerals and units of tables, and the hanzi that names of people and places use beyond it.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import brotli
from fontTools import subset

TARGET = Path(__file__).resolve().parents[1] / "src/silian/kernel/documents/fonts"

FACES = {
    "NotoSansSC-Regular": "noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
    "NotoSansSC-Bold": "noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf",
    "NotoSerifSC-Regular": "noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf",
    "NotoSerifSC-Bold": "noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf",
}

# Hanzi outside GB 2312 that given names, surnames and place names use.
NAMES = (
    "喆堃镕珺赟昇祎玥琤瑀璟璠璘璞瑄瑒珅珮珣琇琰琲琎玗玘玠玢玥玭玹珂珖"
    "鑫淼焱垚犇骉翀翾翚翛翯翃翎赟斌頔颢颛烜烨焜焓焯煊熠熳燚燊燏"
    "婳婧婻婠媖媛嫄嫣姗姝姈姮妤妘娅娉玙淏淇淦淏浛浠浡浥涵渼湉湑湜溍溦滢滪漪潆澍澔濛瀚"
    "旻旸昉昊昕昶晗晞晟晢晧晙暄暐暕曈朠杙柽栩桉桓梓梽棣棪棻楠榕槿樾橦"
    "祺祾禔禛禧禹穆竑竣筠筱箴篁簃粲綦绮缦羿翊芃芊芮苡茗茜荃荻莜莞菀菡萱蓁蓓蔺蕤薇蕙藜蘅"
    "诩诠诺谌谡谞谧谨贇赜轩辚迪逄逯邈邕邗邠邡邰郃郄郇郓郗郜郢鄄鄞鄢酆醴"
    "钊钰钲铄铎铖铠铢锃锟锴锽镁镒镛镝闫闵阆阚陟隽雩雯霁霄霖霏霓靓靖靳韬韫颀颐颉飏馥馨骅骐骢骥骦"
    "鹍鹏麒麓黎黛鼐龑亓仉仝伋伟佟佶侃侑俅俊倓偲傃儆兖冕冼凇剀剡勖匡卉卞厍叡吉呈咏哿唁嘏嘉嚞囡圳垣埏堉堌塬墉墨"
    "壵夔奕奘嬿孛孜宓宥寅寔尧屹岐岑岚岱峋峥崟崤嵊嵘嵩巍帅庠庹廖弋弘彦彧彬彭彰徕徵忱怡怿恺恬恽悫惇惠愔慜懋懿"
    "戬扈抒拓捷掞揆揚撷攸敉敔敖敦斐斓於昱曌朐柘柒査栾桐桢梵椿楙榛樊檀歆毓毕汕汜汧沁沂沅沆沄泓泠泮洮洵"
    "芗茌荥莒莘蓥藁蠡衢袆裎觐谯豳逵邳郏鄱酂鄣鄹闽阌陂隰雒霅颍饶鬲魃鳌鹄黟黾鄠盩厔"
)

# Signs that tables, formulas and papers need beyond Latin and GB 2312.
SIGNS = "‰℃㎡㎥№℡™®©①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮☐☑☒✓✗●○◆◇■□▲△▼▽★☆→←↑↓⇒⇔≈≠≤≥±×÷∑√∞∫∝∈∪∩−–—…‘’“”〔〕〇㈠㈡㈢"


def characters() -> set[str]:
    """Everything that the subset must cover."""
    kept = {chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x180))}
    kept |= set("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜΑΒΓΔΘΛΠΣΦΨΩαβγδεζηθικλμνξοπρστυφχψω")
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                kept.add(bytes((high, low)).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return kept | set(NAMES) | set(SIGNS)


def cut(source: Path, target: Path) -> None:
    """Write the subset of one face as TrueType under Brotli."""
    options = subset.Options()
    options.layout_features = ["kern", "liga", "locl", "palt", "vert", "vrt2", "tnum"]
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17]
    options.notdef_outline = True
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(sign) for sign in characters()])
    cutter.subset(font)
    plain = target.with_suffix("")
    subset.save_font(font, str(plain), options)
    target.write_bytes(brotli.compress(plain.read_bytes(), mode=brotli.MODE_FONT))
    plain.unlink()
    print(f"{target.name}: {target.stat().st_size / 1e6:.2f} MB")


def main(folder: Path) -> None:
    """Cut all four faces."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, path in FACES.items():
        cut(folder / path, TARGET / f"{name}.ttf.br")
    shutil.copy(folder / "noto-sans-sc/LICENSE_FONT", TARGET / "OFL.txt")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
