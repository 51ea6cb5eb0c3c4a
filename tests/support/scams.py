"""Job posts as they are sent in: 40 frauds in the patterns that artists report, and 100 honest ones.

The frauds keep their misspellings; the honest ones speak of cheques, fees, mint and messengers where real ones do.
"""

from dataclasses import dataclass, replace

from fedart.domain.hiring import JobType, Unit
from fedart.domain.job import Details, Fee, Pay, Ways
from fedart.domain.scam import Seen
from tests.support.jobs import GOOD

USUAL = Pay(Unit.PROJECT, 900_00, 0, "EUR")


@dataclass(frozen=True, slots=True)
class Sample:
    """A post: `mail`, `link` and `pay` as its form would have them; `domain`: the studio's verified one."""

    title: str
    text: str
    mail: str = ""
    link: str = ""
    pay: Pay = USUAL
    studio: bool = False
    domain: str = ""
    type: JobType = JobType.FREELANCE
    fee: int | None = None

    @property
    def seen(self) -> Seen:
        """What the rules look at."""
        ways = Ways(not (self.mail or self.link), self.link, self.mail)
        details = Details(fee=Fee(self.fee, "EUR" if self.fee else ""))
        terms = replace(
            GOOD, title=self.title, description=self.text, ways=ways, pay=self.pay, type=self.type, details=details
        )
        return Seen(terms, domains=(self.domain,) if self.domain else (), studio=self.studio)


def _dollars(amount: int, unit: Unit) -> Pay:
    return Pay(unit, amount * 100, 0, "USD")


SCAMS: tuple[Sample, ...] = (
    Sample("Mural for my son", "I will be paying with a certified check. Kindly deposit it and start the work."),
    Sample("Painting of my wife", "My secretary mails you a cheque, and you forward the excess to my shipper."),
    Sample("Graphic artist needed asap", "You will recieve an e-check by email, print it and do mobile deposit."),
    Sample("Anniversary portrait", "Payment is by echeck only. Send your full name and address for the chek."),
    Sample("Workshop flyer", "Payment will be a cashier's check that includes the money for the other vendor."),
    Sample("Logo design", "I overpaid by mistake, please refund the difference through zelle before you begin."),
    Sample("Art for seminar", "You keep 500 and wire the remaining balance to the event planner the same day."),
    Sample("Home office illustrator", "We send funds so that you buy the equipment from our approved vendor."),
    Sample("Buy your artwork", "I want to buy 3 pieces. The funds cover the movers too, you pay my shipping agent."),
    Sample("Character artist", "Once accepted you pay a refundable deposit of 50 USD to secure your slot."),
    Sample("Data entry and drawing", "A registration fee of $25 is required, it comes back with the first salary."),
    Sample("Animators wanted!!", "No experience needed, training fee only 30 dollars. Earn from day one."),
    Sample("Children book artist", "Before onboarding, you must pay for the background check. Its only 40$."),
    Sample("Remote colorist", "Pay the activation fee and your work portal opens, then 20 tasks a day."),
    Sample("Comic inker", "There is a small registeration fee for processing of your profile."),
    Sample("Illustrator for startup", "To prove trust buy a steam gift card worth 100 and send us the code."),
    Sample("Poster design", "We pay in Amazon giftcards, you scratch them and send pictures of the codes."),
    Sample("NFT collection artist", "10,000 pieces NFT project, royalties when it is sold out. Gas is paid by you."),
    Sample("Sell your art", "I collect digital art. You mint it first on our site, then connect your wallet."),
    Sample("Collector", "Want to purchase your works as N.F.T for 5 ETH each, very serious buyer."),
    Sample("Pixel artist", "To receive the salary we need the seed phrase of your wallet for the whitelist."),
    Sample("2D artist full time", "Interview is only on Telegram, add HR manager @hr_sandra_jobs to start."),
    Sample("Concept artist", "Contact our recruiter on whatsapp +1 555 0100 for the breifing and interveiw."),
    Sample("Vtuber model", "Dm me on telegramm for details, i cannot answer here because of my phone."),
    Sample("Book cover", "For quick hiring text the manager via What's App, Viber or Signal number below."),
    Sample("Storyboard artist", "All further talks at t.me/bestartjobs2026. Serious people only please."),
    Sample("Design assistant", "Write to us at wa.me/15550100 and get started same day, daily payments."),
    Sample("Illustrator", "Send a photo of your ID card front and back together with the portfolio."),
    Sample("Layout artist", "For payroll we need your social security number and your online banking login."),
    Sample("Art assistant", "Reply with a scan of your passport, your age, and the name of your bank."),
    Sample("Tattoo flash", "Deposits go through CashApp or Western Union, send yours to hold the position."),
    Sample("Studio looks for painters", "Apply at the link.", link="https://bit.ly/3xArtJob"),
    Sample("Game artist", "Fill in the form at tinyurl.com/gameart-apply and wait for our call."),
    Sample("Big animation studio", "Known from many films.", mail="animation.hr.dept@gmail.com", studio=True),
    Sample(
        "Senior artist", "See our offer.", mail="hr@kettlecrow-careers.top", studio=True, domain="kettlecrow.example"
    ),
    Sample("Easy drawing job", "Draw two hours a day from home.", pay=_dollars(900, Unit.HOUR)),
    Sample("Sketch artist", "Trace ten photos.", pay=_dollars(25_000, Unit.ASSET)),
    Sample("Reference artist", "Download the brief, it is a password protected rar, and open brief_2026.scr in it."),
    Sample("Art test", "Log in to our page with your Discord and send us the verification code you get."),
    Sample(
        "Wallpaper artist", "Write to my man\u200bager on Tele\u200bgram, or ｗｈａｔｓａｐｐ him, to be hired at once."
    ),
)

_CALL = JobType.OPEN_CALL
_STUDIO = "kettlecrow.example"

HONEST: tuple[Sample, ...] = (
    Sample("Background painter", "Nine backgrounds a month for a series about lighthouses. Gouache feel, layered."),
    Sample("Cover for a sea novel", "One wrap-around cover, two sketches, one round of changes. Net 30 days."),
    Sample("Comic colourist", "Flats and colours for 96 pages. We pay half up front, half on delivery."),
    Sample("Character designer", "Three heroes, turnarounds and expression sheets. You check proofs before we print."),
    Sample("Storyboard artist", "A short film of eleven minutes. We check in by video call once a week."),
    Sample("Pixel artist", "Tiles and sprites at 16 by 16. Palette is fixed: mint green, coral, ink."),
    Sample("Portrait of two cats", "Watercolour, A3, from photos. I send references and pay by bank transfer."),
    Sample("Poster for a jazz festival", "Screen print in three colours. Please check registration marks yourself."),
    Sample("Zine illustrations", "Unpaid, for a zine about rivers. You get five copies.", pay=Pay(Unit.UNPAID)),
    Sample("Open call: Salt", "A group show in May. No entry fee, return transport is paid.", type=_CALL, fee=0),
    Sample("Open call: small prints", "The application fee pays for the jury.", type=_CALL, fee=15_00),
    Sample("Residency in the barn", "Six weeks, studio and bed. A refund of travel costs up to 300 EUR.", fee=0),
    Sample("Concept artist", "Environment concepts for a game about tides.", link="https://kettlecrow.example/jobs/4"),
    Sample(
        "3D modeller", "Props, low poly. Apply by mail.", mail="jobs@kettlecrow.example", domain=_STUDIO, studio=True
    ),
    Sample(
        "Art director", "Lead a team of five.", link="https://apply.kettlecrow.example/ad", domain=_STUDIO, studio=True
    ),
    Sample("Lettering for a bakery", "A sign of four metres. Paint and brushes are paid by us."),
    Sample("Tattoo flash sheet", "Ten designs, yours to sell too. Private person.", mail="ana.moreno@gmail.com"),
    Sample("Editorial illustration", "A monthly column about insects. No NFTs, no generative AI, ever."),
    Sample("Game artist", "We do not make NFT or crypto games. Steam release in autumn."),
    Sample("Animator", "Hand-drawn, on twos. We never ask for a fee, and never for a copy of your passport."),
    Sample("Card game artist", "Sixty cards at 120 each. You keep the originals and may sell prints."),
    Sample("Greeting cards", "A series of twelve greeting and gift cards for a museum shop."),
    Sample("Icon set", "Forty icons for a map of hiking paths; the signal towers need their own style."),
    Sample("Mural for a school", "Outside wall, nine by four metres. We hire the scaffold and insure you."),
    Sample(
        "Children's book", "Thirty-two pages. Advance 4000, then royalties of six per cent. Contract through agent."
    ),
    Sample("Logo for a choir", "Something with a heron. Budget is small but it is paid on the day."),
    Sample("Album cover", "Doom metal, oil painting preferred. Vinyl and cassette."),
    Sample("Storybook app", "Parallax scenes with moving parts. We use Signal among ourselves, you need not."),
    Sample("UI artist", "Menus, inventory, map. Figma files. Daily talks are short and on Discord."),
    Sample("Teacher for life drawing", "Tuesday evenings, twelve weeks. Contract with the adult school."),
    Sample("Ceramics workshop", "Lead two weekends; glazes and firing are paid for.", pay=_dollars(400, Unit.DAY)),
    Sample("Textile pattern", "Three repeats for scarves. Licence for two years, you keep the rights."),
    Sample("Visual effects", "Water, smoke, small fires. Blender and Houdini.", pay=_dollars(55, Unit.HOUR)),
    Sample("Concept intern", "Three months, paid, with a mentor.", type=JobType.INTERNSHIP),
    Sample("Colour script", "For a pitch. One week, then we know whether the film is made."),
    Sample("Scientific illustrator", "Beetles, ink and wash. Accuracy matters, a curator checks each plate."),
    Sample("Map for a fantasy novel", "One double page, black and white, and a small one for the second book."),
    Sample("Wedding drawings", "Live sketching for three hours; travel from Ghent is paid."),
    Sample("Stained glass design", "Cartoon for a chapel window. The glazier prints it at full size."),
    Sample("Board game box", "Box art and a rule book of sixteen pages with small vignettes."),
    Sample("Rigging artist", "Twenty characters in Spine. Remote within two hours of Berlin time."),
    Sample("Environment artist", "Unreal, stylised. Full-time.", pay=_dollars(72_000, Unit.YEAR)),
    Sample("Senior concept artist", "Lead the look of one world.", pay=_dollars(9_500, Unit.MONTH)),
    Sample(
        "Sound and picture", "Looking for a painter to work with a composer. Share of the income.", pay=Pay(Unit.SHARE)
    ),
    Sample("Botanical plates", "Forty plates in four years for a flora of the dunes. 300 each."),
    Sample("Sculptor", "A bronze of a ferryman, one metre. Foundry costs are on us."),
    Sample("Photographer", "Document eleven studios in Porto. Two days each."),
    Sample("Printmaker in residence", "Etching press, four weeks, flat above the shop.", type=JobType.RESIDENCY, fee=0),
    Sample("Art handler", "Hang and pack a show of 80 works. You check condition reports and sign them."),
    Sample("Colour checks for print", "Check the separations, send them back with notes; about ten sheets a week."),
    Sample("Book designer", "Layout of a catalogue, 240 pages. The printer sends paper samples to the studio."),
    Sample("Portraits of members", "Thirty quick portraits for a trade union's calendar."),
    Sample("Animation for a hospital", "Ninety seconds, calm, for children who wait. Script is there."),
    Sample("Poster series", "Four posters against noise. Kind people, strict deadline."),
    Sample("Comic about bees", "Twelve pages, script by a beekeeper. Paid by a grant."),
    Sample("Character artist (3D)", "Sculpt, retopo, bake. We buy the software licences you need."),
    Sample("Technical artist", "Shaders and tools. We reimburse a laptop after the trial."),
    Sample("Wallpaper design", "Hand-painted repeat, 64 cm wide. We collect the original by courier."),
    Sample("Illustrator for a podcast", "A square picture for each episode, fifty a year."),
    Sample("Sign painter", "Five shop fronts in one street. The street pays as one client."),
    Sample("Museum dioramas", "Paint the backs of three dioramas. Oil, on site, heating works."),
    Sample("Tarot deck", "78 cards. 150 each, in six parts, each part paid before the next begins."),
    Sample("Stop motion", "Build eleven puppets of felt and wire."),
    Sample("Fan magazine", "Two spot drawings. Paid with a copy and 60 EUR."),
    Sample("Cover artist", "A crime series set in Tallinn. Three covers this year, option on four more."),
    Sample("Medical drawings", "Hands, step by step, for physiotherapists. Clear line, two colours."),
    Sample("Matte painter", "Six shots, all seen for less than four seconds."),
    Sample("Motion designer", "Explain how heat pumps work. After Effects or by hand."),
    Sample("Game jam partner", "Ten days in March. Nobody is paid, whoever asks gets half.", pay=Pay(Unit.UNPAID)),
    Sample("Emote set", "Eight emotes for a small stream. 30 each.", pay=_dollars(30, Unit.ASSET)),
    Sample("Model sheets", "Clean up rough designs of four animals."),
    Sample("Court artist", "Two days in January. Press card is arranged."),
    Sample("Embroidery patterns", "Fish of the Baltic, eleven of them."),
    Sample("Architecture sketches", "Interiors by hand for a planning office; perspective must hold."),
    Sample("Paper theatre", "Design and cut, for a play about moths."),
    Sample("Calligrapher", "Names on 200 place cards, and the menu."),
    Sample("Restorer", "Consolidate a flaking ceiling painting. Papers of the trade needed."),
    Sample("Concept for a fountain", "Competition with three invited artists, each paid 2,500.", fee=0, type=_CALL),
    Sample("Costume drawings", "Twenty figures for an opera, gouache."),
    Sample("Drawing teacher online", "Two hours a week with a group of nine. We meet on Jitsi."),
    Sample("Type designer", "Extend a display face by Greek and Cyrillic."),
    Sample("Animator, cut-out", "Short clips on bread. Paid monthly, net 14 days.", pay=_dollars(4_000, Unit.MONTH)),
    Sample("Trading card art", "Dragons, but kind. Licence, not work for hire."),
    Sample("Layout for a cookbook", "Our cook checks each recipe, the bank holiday week is free."),
    Sample("Beer labels", "Six seasons, six labels, one badger."),
    Sample("Window drawing", "Chalk pens, December, four shops."),
    Sample("Game studio seeks 2D artist", "In Lyon, hybrid.", mail="art@pollen-games.example", studio=True),
    Sample("Street art festival", "Walls, lifts, paint and 1,800 per wall. Apply here.", type=_CALL, fee=0),
    Sample("Illustrated letters", "A penpal project, 26 initials. Paid by the letter.", pay=_dollars(45, Unit.ASSET)),
    Sample("Portrait for a retiring nurse", "Pastel or oil, by May. Her colleagues pay together."),
    Sample("Art for a co-op newsletter", "Every two months. We can pay you as an employee or by invoice."),
    Sample(
        "Concept art, remote",
        "Portfolio matters, school does not. A paid test of one day.",
        pay=_dollars(300, Unit.DAY),
    ),
    Sample("Sprite animator", "Run, jump, swim, sulk. Eight directions."),
    Sample("Drawings for a court case", "Explain a crossing in three views. Confidential."),
    Sample("Yen-paid key art", "One key visual.", pay=Pay(Unit.PROJECT, 180_000_00, 0, "JPY")),
    Sample("Forest school sign", "Wood-burnt, weather-proof. Deposit of 30 per cent is paid when you accept."),
    Sample("Comics anthology", "Eight pages each. Rate is 90 a page; the editor mails contracts in June."),
    Sample("Postcards from the dock", "Ten drawings. The balance is paid when the ship sails."),
    Sample("Garage band shirt", "One drawing. We pay by Venmo or in cash.", pay=_dollars(120, Unit.PROJECT)),
    Sample("Zine call", "Form at the address.", link="https://forms.gle/aZ7zine", pay=Pay(Unit.UNPAID)),
)
