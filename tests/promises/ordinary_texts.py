"""What people write without giving anything away: sums, dates, numbers of reports and orders.

Written by hand in three languages, then filled, joined and roughened by chance. Half of the
sentences speak of codes, accounts and cards without telling one.
"""

from random import Random

FINNISH = """
Sain viestin {date} klo {time}, siinä vaadittiin {euro} euroa bitcoineina.
Ne vaatii {euro} € 24 tunnin sisällä tai {euro2} € sen jälkeen
Lunnasvaatimus oli {btc} BTC osoitteeseen {coin}
bitcoin-osoite on {coin}, pitääkö se kertoa poliisille?
Tein rikosilmoituksen, ilmoitusnumero {report}
Ilmoitusnumero on {report} ja tutkijan numero {phone}
Poliisin viite {report2}, mutta kukaan ei ole soittanut
Soittakaa minulle numeroon {phone} illalla klo {time} jälkeen
Numeroni on {phone}, saa jättää viestin
puh. {phone} tai {phone2}
Asun osoitteessa Koivukuja {small} B {small2}, {post} Tampere
Postinumero {post}, Turku
Tapahtui {date}, huomasin vasta {date2}
Kävin terapiassa vuosina {year}–{year2}
Olin asiakkaana {year} - {year2} enkä tiennyt mistään
Sain {small} viestiä samasta osoitteesta {mail}
Lähettäjä oli {mail} ja otsikko "Tietosi"
Maksoin jo {euro} euroa, mitä nyt?
maksoin {euro},50 € viime yönä
Menetin {euro} euroa ja {small} senttiä
Siirsin {btc} bitcoinia ja sitten pyydettiin {euro} lisää
Vaihdoin kaikki salasanat {date}
Pitääkö salasana vaihtaa heti?
Salasanani on vuotanut
salasana on sama joka paikassa, mitä teen
Salasana: pitääkö se vaihtaa?
Mikä on hyvä salasana
Salasanassa pitää olla vähintään {small} merkkiä
unohdin käyttäjätunnuksen ja salasanan
Käyttäjätunnus on vuotanut {small} palvelusta
En ole antanut pankkitunnuksia kenellekään
Annoin pankkitunnukset ja menetin {euro} euroa
Annoin pankkitunnukseni ja tililtä lähti {euro} e
Vein pankkitunnukset pankkiin {date} klo {time}
Pankkitunnukset suljettiin {date}
Soitin pankkiin {phone} ja tunnukset suljettiin
Kortti suljettiin numerossa 020 333
Sulkupalvelu vastasi vasta {time}
Ne kysyivät tunnuslukua mutten antanut
Tunnusluvut tilattiin uudelleen, hinta {small} euroa
Yrityksen tunnusluvut vuodelta {year} ovat julkisia
Vahvistuskoodi ei tullut, odotin {small} minuuttia
Sain vahvistuskoodin, jota en tilannut, klo {time}
Tuli {small} vahvistuskoodia peräkkäin {date}
PIN-koodi meni lukkoon kolmen yrityksen jälkeen
Pin-koodia kysyttiin {small} kertaa
Koodi ei toimi
Mikä on koodi tähän
Kuittini on {receipt}, voitteko tarkistaa?
kuittikoodi {receipt}
Koodini on {receipt}
Virhekoodi {code} sivulla
virhekoodi on {order}
Alennuskoodi KESA{small}
Postikoodi {post}
Tilausnumero {order} on tuntematon
Tilaus {order2}, en ole tilannut
Sain laskun {euro} €, viitenumero {ref}
Lasku {order}, eräpäivä {date}, summa {euro},{cents}
viite {ref}
Asiakasnumero {code}
Paketti {parcel} ei ole minun
Seurantakoodi {parcel}
Joku on ottanut lainaa {euro} euroa nimelläni {date}
Luottotiedoissa on {small} merkintää
Perintäkirje {euro} €, asianumero {order}
Y-tunnus {business} kuuluu heille
Yritys Kaisla Oy ({business}) ei vastaa
Diaarinumero {diary}
Päätös {diary}, päivätty {date}
Lentoni on {date} klo {time}, ehdinkö
Viestissä on {code} riviä ja {small} liitettä
Tiedosto oli {code} kilotavua
IP-osoite {ip} näkyi otsikoissa
Otsikoissa lukee Message-ID <{hash}@{host}>
tiedoston tarkiste on {hash}
Linkki oli https://{host}/a/{order}
Menin sivulle {host}/?id={order}&x={code}
Puhelin on Samsung A{small2} ja versio {version}
iPhone {small}, iOS {version}
Tuli tekstiviesti numerosta {short}
Soitto tuli numerosta {foreign}
Uhkaus: jos et maksa {euro} euroa {date} mennessä
Olen {small2}-vuotias ja pelkään
Synnyin vuonna {year}
Tyttäreni täytti {small2} vuotta {date}
Syntynyt {date3}
lapsen syntymäaika on {date3}, vuotiko sekin?
Henkilötunnukseni on vuotanut, mitä teen?
Hetun vaihto maksaa? Soitin DVV:lle {phone}
Henkilötunnus vuoti {date}, ilmoitus {report}
Hetu ja osoite olivat tiedostossa jossa oli {many} ihmistä
Tietoja vuoti {many} ihmiseltä
33 000 potilaan tiedot vuotivat {year}
Kirjeessä luki {many} asiakasta
tilinumeroni on niillä
Tililläni on {euro} euroa
Tilini suljettiin {date}
tilille jäi {euro},{cents}
Nostettiin kortilla {euro} euroa automaatilta klo {time}
Kortti vanhenee {small}/27
Kortin tiedot annoin {date}
Luottokielto tehtiin {date}, maksu {small} e
Tarvitsen apua ennen {date} klo {time}
Odotan vastausta ma-pe {time}–{time2}
Auki {time}-{time2}, ruuhkaa
Laskin että {small} * {small2} on liikaa
sivu {small2}/{code}
Rivillä {small} lukee {euro} ja rivillä {small2} {euro2}
Huone {code}, 3. krs
Bussi {code} menee klo {time}
Pituus 175 cm paino {small2} kg
Verenpaine 140/90, lääke {code} mg
{euro}+{euro2} on yhteensä liikaa rahaa
1 2 3 4 5 rauhoitun
112 ei vastannut heti, odotin {small} min
116 117 neuvoi soittamaan {phone}
"""

SWEDISH = """
Jag fick meddelandet {date} kl. {time}, de krävde {euro} euro i bitcoin.
De vill ha {euro} € inom 24 timmar, annars {euro2} €
Kravet var {btc} BTC till adressen {coin}
bitcoinadressen är {coin}, ska polisen få den?
Jag gjorde en brottsanmälan, anmälningsnummer {report}
Anmälningsnumret är {report2} och utredaren har {phone}
Ring mig på {phone} efter kl. {time}
Mitt nummer är {phone}, man kan lämna meddelande
tfn {phone} eller {phone2}
Jag bor på Björkgränden {small} B {small2}, {post} Vasa
Postnummer {post} Åbo
Det hände {date}, men jag märkte det {date2}
Jag gick i terapi {year}–{year2}
Var kund {year} - {year2} utan att veta
Jag fick {small} mejl från {mail}
Avsändaren var {mail}
Jag har redan betalat {euro} euro, vad nu?
betalade {euro},50 € i natt
Jag förlorade {euro} euro
Jag skickade {btc} bitcoin och då ville de ha {euro} till
Jag bytte alla lösenord {date}
Måste lösenordet bytas?
Lösenordet är stulet
mitt lösenord är läckt
lösenordet är samma överallt
Lösenord: hur byter jag?
Vad är ett bra lösenord
Lösenordet ska ha minst {small} tecken
jag glömde användarnamn och lösenord
Mitt användar-id har läckt från {small} tjänster
Jag har inte gett bankkoderna till någon
Jag gav bankkoderna och förlorade {euro} euro
Jag gav mina nätbankskoder och {euro} kronor försvann
Jag spärrade bankkoderna {date} kl. {time}
Bankkoderna spärrades {date}
Ringde banken {phone}, koderna spärrades
Spärrtjänsten svarade först {time}
De frågade efter PIN-koden men jag sade nej
Nyckeltalen för {year} är offentliga
Nyckeltal {year}: omsättning {many}
Verifieringskoden kom aldrig, väntade {small} minuter
Jag fick en kod jag inte bett om kl. {time}
Det kom {small} koder i rad {date}
PIN-koden låstes efter tre försök
Koden fungerar inte
Vad är koden till det här
Mitt kvitto är {receipt}, kan ni kontrollera?
kvittokoden {receipt}
Min kod är {receipt}
Felkod {code} på sidan
rabattkod SOMMAR{small}
Landskod +358
Beställningsnummer {order} är okänt
Beställning {order2}, inte min
Jag fick en faktura på {euro} €, referensnummer {ref}
Faktura {order}, förfaller {date}, summa {euro},{cents}
referens {ref}
Kundnummer {code}
Paketet {parcel} är inte mitt
Kolli-id {parcel}
Någon har tagit lån på {euro} euro i mitt namn {date}
Inkassobrev {euro} €, ärende {order}
FO-nummer {business}
Bolaget Kaisla Ab ({business}) svarar inte
Ärendenummer {diary}
Beslut {diary}, daterat {date}
Mitt flyg går {date} kl. {time}
Meddelandet har {code} rader och {small} bilagor
Filen var {code} kilobyte
IP-adressen {ip} syns i huvudet
I huvudet står Message-ID <{hash}@{host}>
Länken var https://{host}/a/{order}
Jag gick till {host}/?id={order}&x={code}
Telefonen är en Samsung A{small2}, version {version}
Ett sms kom från {short}
Samtalet kom från {foreign}
Hot: om du inte betalar {euro} euro före {date}
Jag är {small2} år och rädd
Jag är född {year}
Född {date3}
min dotters födelsedag är {date3}, läckte den också?
Min personbeteckning har läckt, vad gör jag?
Personbeteckningen läckte {date}, anmälan {report}
Beteckning och adress fanns i en fil med {many} människor
Uppgifter om {many} människor läckte
mitt kontonummer har de
Jag har {euro} euro på kontot
Kontot spärrades {date}
på kontot blev {euro},{cents}
Man tog ut {euro} euro med kortet kl. {time}
Kortet går ut {small}/27
Kortuppgifterna gav jag {date}
Kreditförbudet gjordes {date}, pris {small} e
Jag behöver hjälp före {date} kl. {time}
Öppet {time}-{time2}, men kö
sida {small2}/{code}
På rad {small} står {euro} och på rad {small2} {euro2}
Rum {code}, tredje våningen
Buss {code} går {time}
Vikt {small2} kg, medicin {code} mg
jag väntade i {small} timmar på 112
Jourhjälpen 116 117 bad mig ringa {phone}
"""

ENGLISH = """
I got the message on {date} at {time}, they demanded {euro} euros in bitcoin.
They want {euro} € within 24 hours, or {euro2} € after that
The demand was {btc} BTC to {coin}
the bitcoin address is {coin}, should the police have it?
I filed a police report, number {report}
The report number is {report2} and the officer's phone {phone}
Call me at {phone} after {time}
My number is {phone}, you may leave a voicemail
phone {phone} or {phone2}
I live at Birch Lane {small} B {small2}, {post} Espoo
Postal code {post}
The postal code is {post}
It happened on {isodate}, I noticed on {date2}
I was in therapy {year}-{year2}
client from {year} to {year2} without knowing
I got {small} mails from {mail}
The sender was {mail}
I already paid {euro} euros, what now?
paid ${euro}.50 last night
I lost {euro} dollars
I sent {btc} bitcoin and then they asked for {euro} more
I changed all passwords on {date}
Do I have to change my password?
My password is stolen
my password was leaked in {year}
the password is the same everywhere
Password: how do I change it?
What is a good password
A password needs at least {small} characters
password is {small2} characters long
I forgot my user ID and password
My user ID leaked from {small} services
I never gave my bank codes to anybody
I gave my bank codes and lost {euro} euros
I gave my bank codes on {date} at {time}
The bank codes were blocked on {date}
Called the bank at {phone}, codes blocked
The blocking service answered only at {time}
They asked for my PIN but I refused
PIN was locked after {small} tries
The verification code never came, I waited {small} minutes
I got a code I did not ask for at {time}
{small} codes came in a row on {date}
The code does not work
What is the code for this
My receipt is {receipt}, can you check?
receipt code {receipt}
My code is {receipt}
Error code {code} on the page
error code: {order}
discount code SUMMER{small}
The area code is 040
Country code 358
chapter 38 of the Criminal Code {year}
code of conduct {year}
Order number {order} is unknown
Order {order2}, not mine
I got an invoice of {euro} €, reference {ref}
Invoice {order}, due {isodate}, total {euro}.{cents}
reference number {ref}
Customer number {code}
The parcel {parcel} is not mine
Tracking code {parcel}
Somebody took a loan of {euro} euros in my name on {date}
Debt collection letter {euro} €, case {order}
Business ID {business}
The company Kaisla Ltd ({business}) does not answer
Case reference {diary}
Decision {diary}, dated {date}
My flight is on {isodate} at {time}
The message has {code} lines and {small} attachments
The file was {code} kilobytes
IP address {ip} in the headers
The headers say Message-ID <{hash}@{host}>
the file's checksum is {hash}
The link was https://{host}/a/{order}
I went to {host}/?id={order}&x={code}
My phone is a Samsung A{small2}, version {version}
Text message came from {short}
The call came from {foreign}
Threat: unless you pay {euro} euros by {isodate}
I am {small2} years old and scared
I was born in {year}
Born {date3}
my daughter's birthday is {date3}, did that leak too?
My identity code has leaked, what do I do?
The identity code leaked on {date}, report {report}
ID and address were in a file with {many} people
Data of {many} people leaked
they have my account number
There are {euro} euros on my account
My account was closed on {date}
Somebody withdrew {euro} euros with my card at {time}
The card expires {small}/27
I gave the card details on {date}
The credit ban was made on {isodate}, price {small} e
I need help before {isodate} {time}
Open {time}-{time2} but there is a queue
page {small2}/{code}
Line {small} says {euro} and line {small2} says {euro2}
Room {code}, third floor
Bus {code} leaves at {time}
Weight {small2} kg, medicine {code} mg
I waited {small} hours for 112
Timestamp {isodate}T{time}:12Z
unix time {unix}
I scored {code} points, room 101
"""

SENTENCES = [line for part in (FINNISH, SWEDISH, ENGLISH) for line in part.strip().splitlines()]

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BECH32 = "023456789acdefghjklmnpqrstuvwxyz"
RECEIPT = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def some(chance: Random, signs: str, number: int) -> str:
    return "".join(chance.choice(signs) for _ in range(number))


def reference(chance: Random) -> str:
    """A Finnish reference number: weights 7, 3, 1 from the right, in groups of five or whole."""
    base = str(chance.randint(1, 9)) + some(chance, "0123456789", chance.randint(5, 14))
    total = sum(int(d) * (7, 3, 1)[n % 3] for n, d in enumerate(reversed(base)))
    whole = base + str(-total % 10)
    if chance.random() < 0.5:
        return whole
    first = len(whole) % 5
    groups = [whole[:first]] + [whole[n : n + 5] for n in range(first, len(whole), 5)]
    return " ".join(group for group in groups if group)


def business(chance: Random) -> str:
    while True:
        base = some(chance, "0123456789", 7)
        rest = sum(int(d) * w for d, w in zip(base, (7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
        if rest != 1:
            return f"{base}-{(11 - rest) % 11}"


def phone(chance: Random) -> str:
    number = some(chance, "0123456789", 7)
    begin = chance.choice(
        ("040", "044", "045", "050", "0400", "+358 40", "+358 50", "+35844", "09")
    )
    return chance.choice((f"{begin} {number}", f"{begin}{number}", f"{begin}-{number}",
                          f"{begin} {number[:3]} {number[3:]}", f"{begin} {number[:3]} {number[3:5]} {number[5:]}"))  # fmt: skip


def day(chance: Random, first: int, last: int) -> str:
    d, m, y = chance.randint(1, 28), chance.randint(1, 12), chance.randint(first, last)
    return chance.choice(
        (f"{d}.{m}.{y}", f"{d:02}.{m:02}.{y}", f"{d}.{m}.", f"{d}/{m}/{y}", f"{d}.{m}.{y % 100:02}")
    )


def euros(chance: Random) -> str:
    amount = chance.choice(
        (50, 200, 450, 500, 540, 1000, 1234, 2000, 2500, 3400, 10_000, 12_500, 60_000)
    )
    amount += chance.choice((0, 0, 0, chance.randint(1, 999)))
    return chance.choice((str(amount), f"{amount:,}".replace(",", " "), f"{amount:,}".replace(",", "\u00a0"),
                          f"{amount:,}".replace(",", ".")))  # fmt: skip


def filled(sentence: str, chance: Random) -> str:
    number, report = (
        chance.randint(1, 99_999),
        f"{chance.randint(5000, 5999)}/R/{chance.randint(1, 99_999)}",
    )
    hours = lambda: f"{chance.randint(0, 23):02}{chance.choice('.:')}{chance.randint(0, 59):02}"  # noqa: E731
    blanks = {
        "euro": euros(chance), "euro2": euros(chance), "cents": some(chance, "0123456789", 2),
        "btc": f"0{chance.choice('.,')}{some(chance, '0123456789', chance.randint(2, 8))}",
        "coin": chance.choice((f"bc1q{some(chance, BECH32, 38)}", chance.choice("13") + some(chance, BASE58, 33),
                               f"0x{some(chance, '0123456789abcdef', 40)}")),
        "date": day(chance, 2018, 2026), "date2": day(chance, 2018, 2026), "date3": day(chance, 1930, 2020),
        "isodate": f"{chance.randint(2019, 2026)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
        "time": hours(), "time2": hours(), "phone": phone(chance), "phone2": phone(chance),
        "report": f"{report}/{chance.randint(18, 26)}",
        "report2": f"{chance.randint(5000, 5999)}-K{number:06}-{chance.randint(18, 26)}",
        "post": f"{chance.randint(10, 99_990):05}", "year": str(chance.randint(1950, 2015)),
        "year2": str(chance.randint(2016, 2026)), "small": str(chance.randint(2, 12)),
        "small2": str(chance.randint(13, 99)), "code": str(chance.randint(100, 9999)),
        "many": chance.choice(("33 000", "40 000", "33000", str(chance.randint(1000, 90_000)))),
        "mail": f"ransom{chance.randint(1, 9999)}@example.org", "host": chance.choice(("example.org", "a.example.com")),
        "receipt": f"{some(chance, RECEIPT, 4)}-{some(chance, RECEIPT, 4)}",
        "order": some(chance, "123456789", 1) + some(chance, "0123456789", chance.randint(5, 9)),
        "order2": chance.choice((f"TIL-{chance.randint(2018, 2026)}-{number:06}", f"#{number}",
                                 f"{number:05}-{chance.randint(1, 99)}", f"WEB{number:07}")),
        "ref": reference(chance), "parcel": chance.choice((f"JJFI{some(chance, '0123456789', 18)}",
                                 f"MX{some(chance, '0123456789', 9)}FI", f"CE{some(chance, '0123456789', 9)}EE")),
        "business": business(chance), "diary": f"{chance.choice(('VN', 'DVV', 'TSV'))}/{number}/{chance.randint(2018, 2026)}",
        "ip": ".".join(str(chance.randint(1, 254)) for _ in range(4)),
        "hash": some(chance, "0123456789abcdef", chance.choice((32, 40, 64))),
        "version": f"{chance.randint(8, 18)}.{chance.randint(0, 9)}.{chance.randint(0, 9)}",
        "short": str(chance.randint(16_000, 19_999)), "unix": str(chance.randint(1_500_000_000, 1_790_000_000)),
        "foreign": f"+{chance.choice(('44 7700 ', '46 70 ', '1 555 '))}{some(chance, '0123456789', 6)}",
    }  # fmt: skip
    return sentence.format(**blanks)


def ordinary(chance: Random) -> str:
    """A text without any personal identifier in it, of one to three sentences."""
    between = chance.choice((" ", ". ", "\n", ", ", "\n\n"))
    text = between.join(
        filled(chance.choice(SENTENCES), chance) for _ in range(chance.choice((1, 1, 2, 3)))
    )
    how = chance.random()
    if how < 0.2:
        text = text.lower()
    elif how < 0.25:
        text = text.upper()
    elif how < 0.3:
        text = text.translate(str.maketrans("äöåÄÖÅ", "aoaAOA"))
    elif how < 0.35:
        text = text.replace(" ", "\u00a0")
    return (
        chance.choice(("", "", "", "Moi! ", "Hej! ", "> ", "😢 "))
        + text
        + chance.choice(("", "", "!!", " kiitos"))
    )
