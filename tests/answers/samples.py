"""Messages written for the tests, by no real person."""

from bot.domain.languages import Language

WALLET = "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"

CRISIS: dict[Language, str] = {
    "fi": "mä en jaksa enää, haluan tappaa itseni",
    "sv": "jag orkar inte mer, jag vill ta livet av mig",
    "en": "i cant do this anymore, i want to kill myself",
}

BLACKMAIL: dict[Language, str] = {
    "fi": (
        "Hyvä Aino Lehtonen,\n\nolemme murtautuneet terapiakeskuksen järjestelmään ja meillä on "
        "sinun potilaskertomuksesi. Jos et maksa 200 euroa bitcoineina 24 tunnin kuluessa, "
        f"julkaisemme kaiken.\n\nMaksa osoitteeseen {WALLET}"
    ),
    "sv": (
        "Hej Aino Lehtonen,\n\nvi har tagit oss in i terapicentrets system och har dina "
        "journalanteckningar. Om du inte betalar 200 euro i bitcoin inom 24 timmar publicerar vi "
        f"allting.\n\nBetala till adressen {WALLET}"
    ),
    "en": (
        "Dear Aino Lehtonen,\n\nwe have broken into the systems of the therapy centre and we have "
        "your records. If you do not pay 200 euros in bitcoin within 24 hours, we will publish "
        f"everything.\n\nSend the payment to {WALLET}"
    ),
}
