"""The same fact as an Open Badges 3.0 credential (W3C Verifiable Credentials 2.0).

Once with an embedded proof (Data Integrity, eddsa-jcs-2022), once as a JWT (`vc+jwt`). The
issuer is a did:web of this installation; its DID document lists the same keys as the key file.
"""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.utils import timezone

from ..models import IssuedDocument
from ..punctuation import listed
from ..punctuation import sign as sign_of
from .codes import grouped
from .composing import address_of
from .jws import canonical, sign
from .keys import current_key, key_ring
from .kinds import kind_of

CONTEXTS: list[Any] = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]
JWT = "vc+jwt"
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
# The multicodec prefix of an Ed25519 public key.
_ED25519 = b"\xed\x01"


def did() -> str:
    """The name of this installation as a DID: did:web:example.org."""
    return "did:web:" + urlsplit(settings.ADDRESS).netloc.replace(":", "%3A")


def did_document() -> dict[str, Any]:
    """What /.well-known/did.json answers."""
    name = did()
    methods = [
        {"id": f"{name}#{key.kid}", "type": "Multikey", "controller": name,
         "publicKeyMultibase": multibase(_ED25519 + key.raw)}
        for key in key_ring().keys
    ]  # fmt: skip
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": name,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def multibase(raw: bytes) -> str:
    """base58btc with its mark z."""
    number, text = int.from_bytes(raw), ""
    while number:
        number, rest = divmod(number, 58)
        text = _BASE58[rest] + text
    leading = len(raw) - len(raw.lstrip(b"\x00"))
    return "z" + _BASE58[0] * leading + text


def credential(paper: IssuedDocument) -> dict[str, Any]:
    """The credential without its proof. Nothing personal but the holder's name, as on the page."""
    kind = kind_of(paper.kind)
    address = address_of(paper.code)
    facts = [
        f"{fact.name}{sign_of('：')}{paper.facts[fact.key]}"
        for fact in kind.facts
        if fact.shown and paper.facts.get(fact.key) not in (None, "")
    ]
    start = paper.valid_from or paper.issued_on
    data: dict[str, Any] = {
        "@context": [*CONTEXTS, {"SilianStatusList": f"{settings.ADDRESS}/documents/keys.json"}],
        "id": f"{address}credential.json",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": did(), "type": ["Profile"], "name": paper.issuer},
        "validFrom": f"{start.isoformat()}T00:00:00+08:00",
        "name": f"{kind.name} {paper.number}",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {"type": "IdentityObject", "identityType": "name", "hashed": False,
                 "identityHash": paper.holder}
            ],
            "achievement": {
                "id": f"{address}#achievement", "type": ["Achievement"],
                "achievementType": kind.achievement, "name": paper.title,
                "humanCode": paper.number,
                "description": listed(facts, "；") or str(kind.name),
                "criteria": {"narrative": str(kind.name)},
            },
        },
        "credentialStatus": {
            "id": f"{settings.ADDRESS}/documents/keys.json#{grouped(paper.code)}",
            "type": "SilianStatusList",
        },
        "evidence": [
            {"id": address, "type": ["Evidence"], "name": paper.number,
             "description": f"SHA-256 {paper.sha256}"}
        ],
    }  # fmt: skip
    if (last := paper.last_day) is not None:
        data["validUntil"] = f"{last.isoformat()}T23:59:59+08:00"
    return data


def with_proof(document: dict[str, Any]) -> dict[str, Any]:
    """The credential with its Data Integrity proof, cryptosuite eddsa-jcs-2022."""
    kid, private = current_key()
    proof = {
        "@context": document["@context"],
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "created": timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        "verificationMethod": f"{did()}#{kid}",
        "proofPurpose": "assertionMethod",
    }
    return {**document, "proof": {**proof, "proofValue": _proof_value(document, proof, private)}}


def _proof_value(
    document: dict[str, Any], proof: dict[str, Any], private: Ed25519PrivateKey
) -> str:
    """SHA-256 of the proof's options, then of the document, signed (VC-DI-EdDSA §3.3)."""
    hashed = hashlib.sha256(canonical(proof)).digest()
    hashed += hashlib.sha256(canonical(document)).digest()
    return multibase(private.sign(hashed))


def as_jwt(document: dict[str, Any]) -> str:
    """The credential as a JWT (VC-JOSE-COSE); its key is found by `kid` in the DID document."""
    kid, private = current_key()
    return sign(document, JWT, f"{did()}#{kid}", private)
