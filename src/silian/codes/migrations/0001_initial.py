import django.db.models.deletion
import silian.kernel.models.records
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='CodeList',
            fields=[
                ('key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='清单')),
                ('title', models.CharField(max_length=100, verbose_name='名称')),
                ('title_en', models.CharField(max_length=160, verbose_name='英文名称')),
                ('edition', models.CharField(max_length=60, verbose_name='版本')),
                ('source', models.CharField(max_length=300, verbose_name='来源')),
                ('sha256', models.CharField(max_length=64, verbose_name='文件哈希')),
                ('rows', models.PositiveIntegerField(verbose_name='条数')),
                ('report', models.JSONField(default=dict, verbose_name='载入结果')),
                ('loaded_at', models.DateTimeField(verbose_name='载入时间')),
            ],
            options={
                'ordering': ['key'],
            },
        ),
        migrations.CreateModel(
            name='PendingOccupation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True, verbose_name='名称')),
                ('digital', models.BooleanField(null=True, verbose_name='数字职业')),
                ('green', models.BooleanField(null=True, verbose_name='绿色职业')),
                ('edition', models.CharField(max_length=20, verbose_name='版本')),
            ],
            options={
                'ordering': ['edition', 'name'],
            },
        ),
        migrations.CreateModel(
            name='Sector',
            fields=[
                ('slug', models.SlugField(max_length=40, primary_key=True, serialize=False, verbose_name='代号')),
                ('name', models.CharField(max_length=60, unique=True, verbose_name='名称')),
                ('name_en', models.CharField(max_length=100, verbose_name='英文名称')),
                ('source', models.CharField(max_length=100, verbose_name='来源')),
                ('in_edition', models.BooleanField(default=True, verbose_name='现行')),
            ],
            options={
                'ordering': ['slug'],
            },
        ),
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(default=silian.kernel.models.records.new_ref, editable=False, max_length=16, unique=True, verbose_name='编号')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('kind', models.CharField(choices=[('skill', '职业技能等级证书'), ('qualification', '职业资格证书')], max_length=16, verbose_name='类别')),
                ('in_edition', models.BooleanField(default=True, verbose_name='现行')),
            ],
            options={
                'ordering': ['kind', 'name'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'name'), name='certificate_kind_name'), models.CheckConstraint(condition=models.Q(('kind__in', ['skill', 'qualification'])), name='certificate_kind')],
            },
        ),
        migrations.CreateModel(
            name='Industry',
            fields=[
                ('code', models.CharField(max_length=4, primary_key=True, serialize=False, verbose_name='代码')),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('name_en', models.CharField(blank=True, max_length=160, verbose_name='英文名称')),
                ('level', models.PositiveSmallIntegerField(verbose_name='层级')),
                ('section', models.CharField(max_length=1, verbose_name='门类')),
                ('in_edition', models.BooleanField(default=True, verbose_name='现行')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='codes.industry', verbose_name='上级')),
            ],
            options={
                'ordering': ['section', 'code'],
                'indexes': [models.Index(fields=['level'], name='industry_by_level')],
                'constraints': [models.CheckConstraint(condition=models.Q(('level__gte', 1), ('level__lte', 4)), name='industry_level')],
            },
        ),
        migrations.CreateModel(
            name='Occupation',
            fields=[
                ('code', models.CharField(max_length=10, primary_key=True, serialize=False, verbose_name='代码')),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('level', models.PositiveSmallIntegerField(verbose_name='层级')),
                ('digital', models.BooleanField(null=True, verbose_name='数字职业')),
                ('green', models.BooleanField(null=True, verbose_name='绿色职业')),
                ('edition', models.CharField(max_length=20, verbose_name='版本')),
                ('in_edition', models.BooleanField(default=True, verbose_name='现行')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='codes.occupation', verbose_name='上级')),
            ],
            options={
                'ordering': ['code'],
                'indexes': [models.Index(fields=['level'], name='occupation_by_level')],
                'constraints': [models.CheckConstraint(condition=models.Q(('level__gte', 1), ('level__lte', 4)), name='occupation_level')],
            },
        ),
        migrations.CreateModel(
            name='IndustryOccupation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weight', models.FloatField(verbose_name='权重')),
                ('source', models.CharField(max_length=100, verbose_name='来源')),
                ('version', models.PositiveIntegerField(verbose_name='版次')),
                ('current', models.BooleanField(default=True, verbose_name='现行')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='说明')),
                ('changed_at', models.DateTimeField(auto_now_add=True, verbose_name='修订时间')),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='修订人')),
                ('industry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='occupation_links', to='codes.industry', verbose_name='行业')),
                ('occupation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='industry_links', to='codes.occupation', verbose_name='职业')),
            ],
            options={
                'ordering': ['industry', 'occupation', 'version'],
                'constraints': [models.UniqueConstraint(fields=('industry', 'occupation', 'version'), name='industry_occupation_version'), models.UniqueConstraint(condition=models.Q(('current', True)), fields=('industry', 'occupation'), name='industry_occupation_current'), models.CheckConstraint(condition=models.Q(('weight__gte', 0), ('weight__lte', 1)), name='industry_occupation_weight')],
            },
        ),
        migrations.CreateModel(
            name='OccupationSynonym',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('term', models.CharField(max_length=40, verbose_name='说法')),
                ('source', models.CharField(max_length=60, verbose_name='来源')),
                ('occupation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='synonyms', to='codes.occupation', verbose_name='职业')),
            ],
            options={
                'ordering': ['occupation', 'term'],
                'indexes': [models.Index(fields=['term'], name='occupation_synonym_term')],
                'constraints': [models.UniqueConstraint(fields=('occupation', 'term'), name='occupation_synonym_once')],
            },
        ),
        migrations.CreateModel(
            name='OccupationWorkType',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name='工种')),
                ('edition', models.CharField(max_length=20, verbose_name='版本')),
                ('occupation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='work_types', to='codes.occupation', verbose_name='职业')),
            ],
            options={
                'ordering': ['occupation', 'name'],
                'constraints': [models.UniqueConstraint(fields=('occupation', 'name'), name='occupation_work_type_once')],
            },
        ),
        migrations.CreateModel(
            name='Program',
            fields=[
                ('code', models.CharField(max_length=10, primary_key=True, serialize=False, verbose_name='代码')),
                ('code6', models.CharField(max_length=8, unique=True, verbose_name='六位代码')),
                ('name', models.CharField(max_length=40, verbose_name='名称')),
                ('name_en', models.CharField(blank=True, max_length=120, verbose_name='英文名称')),
                ('level', models.CharField(choices=[('secondary', '中职'), ('associate', '高职专科'), ('vocational_bachelor', '职业本科'), ('bachelor', '普通本科')], max_length=20, verbose_name='层次')),
                ('category_code', models.CharField(max_length=2, verbose_name='大类代码')),
                ('category_name', models.CharField(max_length=20, verbose_name='专业大类')),
                ('class_code', models.CharField(blank=True, max_length=4, verbose_name='专业类代码')),
                ('class_name', models.CharField(blank=True, max_length=20, verbose_name='专业类')),
                ('state_controlled', models.BooleanField(default=False, verbose_name='国控')),
                ('edition', models.CharField(max_length=20, verbose_name='版本')),
                ('years', models.CharField(blank=True, max_length=40, verbose_name='修业年限')),
                ('degree', models.CharField(blank=True, max_length=30, verbose_name='学位')),
                ('previous_code', models.CharField(blank=True, max_length=10, verbose_name='原代码')),
                ('has_profile', models.BooleanField(default=False, verbose_name='有专业简介')),
                ('profile_occupations', models.TextField(blank=True, verbose_name='简介所列职业')),
                ('profile_next', models.TextField(blank=True, verbose_name='简介所列接续专业')),
                ('profile_masters', models.TextField(blank=True, verbose_name='简介所列接续硕士领域')),
                ('in_edition', models.BooleanField(default=True, verbose_name='现行')),
            ],
            options={
                'ordering': ['code'],
                'indexes': [models.Index(fields=['level', 'category_code'], name='program_by_category')],
                'constraints': [models.CheckConstraint(condition=models.Q(('level__in', ['secondary', 'associate', 'vocational_bachelor', 'bachelor'])), name='program_level'), models.UniqueConstraint(condition=models.Q(('in_edition', True)), fields=('level', 'name'), name='program_level_name')],
            },
        ),
        migrations.CreateModel(
            name='ProgramAbility',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(verbose_name='序号')),
                ('text', models.CharField(max_length=600, verbose_name='能力')),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='abilities', to='codes.program', verbose_name='专业')),
            ],
            options={
                'ordering': ['program', 'order'],
                'constraints': [models.UniqueConstraint(fields=('program', 'order'), name='program_ability_order')],
            },
        ),
        migrations.CreateModel(
            name='ProgramCertificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('certificate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='program_links', to='codes.certificate', verbose_name='证书')),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='certificate_links', to='codes.program', verbose_name='专业')),
            ],
            options={
                'ordering': ['program', 'certificate'],
                'constraints': [models.UniqueConstraint(fields=('program', 'certificate'), name='program_certificate_once')],
            },
        ),
        migrations.CreateModel(
            name='ProgramCourse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(verbose_name='序号')),
                ('name', models.CharField(max_length=100, verbose_name='课程')),
                ('core', models.BooleanField(verbose_name='核心课程')),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='courses', to='codes.program', verbose_name='专业')),
            ],
            options={
                'ordering': ['program', 'core', 'order'],
                'constraints': [models.UniqueConstraint(fields=('program', 'core', 'order'), name='program_course_order')],
            },
        ),
        migrations.CreateModel(
            name='ProgramNext',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('next_program', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='previous_links', to='codes.program', verbose_name='接续专业')),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='next_links', to='codes.program', verbose_name='专业')),
            ],
            options={
                'ordering': ['program', 'next_program'],
                'constraints': [models.UniqueConstraint(fields=('program', 'next_program'), name='program_next_once'), models.CheckConstraint(condition=models.Q(('program', models.F('next_program')), _negated=True), name='program_next_other')],
            },
        ),
        migrations.CreateModel(
            name='ProgramOccupation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=60, verbose_name='来源')),
                ('weight', models.FloatField(default=1.0, verbose_name='权重')),
                ('occupation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='program_links', to='codes.occupation', verbose_name='职业')),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='occupation_links', to='codes.program', verbose_name='专业')),
            ],
            options={
                'ordering': ['program', 'occupation'],
                'constraints': [models.UniqueConstraint(fields=('program', 'occupation'), name='program_occupation_once'), models.CheckConstraint(condition=models.Q(('weight__gte', 0), ('weight__lte', 1)), name='program_occupation_weight')],
            },
        ),
        migrations.CreateModel(
            name='ProgramPosition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='岗位')),
                ('program', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='positions', to='codes.program', verbose_name='专业')),
            ],
            options={
                'ordering': ['program', 'id'],
                'constraints': [models.UniqueConstraint(fields=('program', 'name'), name='program_position_once')],
            },
        ),
        migrations.CreateModel(
            name='Region',
            fields=[
                ('code', models.CharField(max_length=6, primary_key=True, serialize=False, verbose_name='代码')),
                ('name', models.CharField(max_length=40, verbose_name='名称')),
                ('short_name', models.CharField(max_length=40, verbose_name='简称')),
                ('level', models.CharField(choices=[('province', '省级'), ('prefecture', '地级'), ('county', '县级')], max_length=12, verbose_name='层级')),
                ('lng', models.FloatField(null=True, verbose_name='经度')),
                ('lat', models.FloatField(null=True, verbose_name='纬度')),
                ('in_edition', models.BooleanField(default=True, verbose_name='现行')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='codes.region', verbose_name='上级')),
            ],
            options={
                'ordering': ['code'],
                'indexes': [models.Index(fields=['level'], name='region_by_level')],
                'constraints': [models.CheckConstraint(condition=models.Q(('level__in', ['province', 'prefecture', 'county'])), name='region_level')],
            },
        ),
        migrations.CreateModel(
            name='SectorIndustry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weight', models.FloatField(verbose_name='权重')),
                ('source', models.CharField(max_length=100, verbose_name='来源')),
                ('version', models.PositiveIntegerField(verbose_name='版次')),
                ('current', models.BooleanField(default=True, verbose_name='现行')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='说明')),
                ('changed_at', models.DateTimeField(auto_now_add=True, verbose_name='修订时间')),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='修订人')),
                ('industry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sector_links', to='codes.industry', verbose_name='行业')),
                ('sector', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='industry_links', to='codes.sector', verbose_name='产业')),
            ],
            options={
                'ordering': ['sector', 'industry', 'version'],
                'constraints': [models.UniqueConstraint(fields=('sector', 'industry', 'version'), name='sector_industry_version'), models.UniqueConstraint(condition=models.Q(('current', True)), fields=('sector', 'industry'), name='sector_industry_current'), models.CheckConstraint(condition=models.Q(('weight__gte', 0), ('weight__lte', 1)), name='sector_industry_weight')],
            },
        ),
        migrations.CreateModel(
            name='University',
            fields=[
                ('code', models.CharField(max_length=10, primary_key=True, serialize=False, verbose_name='学校标识码')),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('city_name', models.CharField(max_length=40, verbose_name='所在地')),
                ('level', models.CharField(choices=[('bachelor', '本科'), ('associate', '专科')], max_length=12, verbose_name='办学层次')),
                ('authority', models.CharField(max_length=60, verbose_name='主管部门')),
                ('private', models.BooleanField(default=False, verbose_name='民办')),
                ('vocational', models.BooleanField(default=False, verbose_name='职业院校')),
                ('remark', models.CharField(blank=True, max_length=100, verbose_name='备注')),
                ('in_edition', models.BooleanField(default=True, verbose_name='现行')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='codes.region', verbose_name='地区')),
            ],
            options={
                'ordering': ['code'],
                'constraints': [models.CheckConstraint(condition=models.Q(('level__in', ['bachelor', 'associate'])), name='university_level')],
            },
        ),
    ]
