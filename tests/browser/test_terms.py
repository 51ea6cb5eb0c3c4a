"""Answers that wait and credits that are asked for, from the form of the work to the page of the other person."""

from playwright.sync_api import FilePayload, Page, expect

from tests.support import paint
from tests.support.browser import House, Person, Visits


def people(house: House, kind: str, scripts: bool) -> tuple[Person, Person]:
    """An artist and somebody else, for one journey alone."""
    turn = "a" if scripts else "b"
    return house.person(f"{kind}_{turn}"), house.person(f"{kind}_other_{turn}")


def begin(page: Page, title: str, seed: int) -> None:
    """A new work with what every work needs."""
    page.goto("/publish")
    file = FilePayload(name="wall.jpg", mimeType="image/jpeg", buffer=paint.jpeg(paint.painting(seed, (900, 600))))
    page.get_by_label("File of picture 1", exact=True).set_input_files(file)
    page.get_by_label("What is in picture 1?").fill("A wall with two ladders")
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_label("Without generative AI").check()


def publish(page: Page, title: str) -> str:
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return page.url


def test_an_answer_waits_until_the_artist_lets_it_in(house: House, visit: Visits, scripts: bool) -> None:
    artist, other = people(house, "answers", scripts)
    mine, theirs = visit(artist), visit(other)
    begin(mine, "Ladders", 51)
    mine.get_by_text("Who may answer", exact=True).click()
    mine.get_by_label("After your approval").check()
    address = publish(mine, "Ladders")

    theirs.goto(address)
    expect(theirs.get_by_text("Answers are shown once the artist has let them in.")).to_be_visible()
    for words in ("The light is wonderful.", "Buy my coins!"):
        theirs.get_by_label("Your reply").fill(words)
        theirs.get_by_role("button", name="Reply", exact=True).click()
    expect(theirs.get_by_text("waits until the artist has let it in")).to_have_count(2)

    mine.goto("/notifications")
    mine.get_by_role("link", name="Read it and choose").first.click()
    light = mine.locator(".notes li", has_text="The light is wonderful.")
    light.get_by_role("button", name=f"Show the answer of {other.name}", exact=True).click()
    coins = mine.locator(".notes li", has_text="Buy my coins!")
    expect(light).to_have_count(0)
    coins.get_by_role("button", name=f"Do not show the answer of {other.name}").click()
    expect(mine.get_by_role("heading", name="No answer waits")).to_be_visible()

    visitor = visit()
    visitor.goto(address)
    expect(visitor.get_by_text("The light is wonderful.")).to_be_visible()
    expect(visitor.get_by_text("Buy my coins!")).to_have_count(0)
    theirs.goto(address)
    expect(theirs.get_by_text("The artist did not let your answer in.")).to_be_visible()


def test_nobody_can_be_chosen_and_the_form_is_gone(house: House, visit: Visits, scripts: bool) -> None:
    artist, other = people(house, "silent", scripts)
    mine, theirs = visit(artist), visit(other)
    begin(mine, "Quiet wall", 52)
    mine.get_by_text("Who may answer", exact=True).click()
    mine.get_by_role("group", name="Answers to this work").get_by_label("Nobody").check()
    address = publish(mine, "Quiet wall")
    theirs.goto(address)
    expect(theirs.get_by_text("This work takes no answers.")).to_be_visible()
    expect(theirs.get_by_label("Your reply")).to_have_count(0)
    mine.get_by_role("link", name="Edit").click()
    mine.get_by_role("group", name="Answers to this work").get_by_label("Everybody").check()
    mine.get_by_role("button", name="Save").last.click()
    theirs.goto(address)
    expect(theirs.get_by_label("Your reply")).to_be_visible()


def test_a_credit_is_agreed_to_shown_on_both_pages_and_taken_off(house: House, visit: Visits, scripts: bool) -> None:
    artist, other = people(house, "credits", scripts)
    mine, theirs, visitor = visit(artist), visit(other), visit()
    begin(mine, "Two ladders", 53)
    mine.get_by_text("Who made it with you").click()
    mine.get_by_label("One a line: a name or a handle").fill(f"@{other.name}, the sky\nAda Lund, model")
    address = publish(mine, "Two ladders")
    expect(mine.get_by_text("was asked; only you see this")).to_be_visible()
    visitor.goto(address)
    expect(visitor.get_by_text("Ada Lund")).to_be_visible()
    expect(visitor.get_by_text(other.name)).to_have_count(0)

    theirs.goto("/notifications")
    theirs.get_by_role("link", name="Yes or no?").click()
    theirs.get_by_role("button", name="Yes, show that you worked on Two ladders").click()
    expect(theirs.get_by_role("heading", name="You are named on")).to_be_visible()
    visitor.goto(address)
    visitor.get_by_role("complementary").get_by_role("link", name=f"@{other.name}@").click()
    expect(visitor.get_by_role("heading", name="Also worked on")).to_be_visible()
    expect(visitor.get_by_role("link", name="A wall with two ladders")).to_be_visible()

    theirs.get_by_role("button", name="Do not name you on Two ladders").click()
    expect(theirs.get_by_role("heading", name="You said no")).to_be_visible()
    visitor.goto(address)
    expect(visitor.get_by_text(other.name)).to_have_count(0)


def test_marked_works_are_met_as_each_viewer_chose(house: House, visit: Visits, scripts: bool) -> None:
    artist, other = people(house, "marked", scripts)
    mine, theirs = visit(artist), visit(other)
    begin(mine, "Bare wall", 54)
    mine.get_by_text("Content warning, language").click()
    mine.get_by_label("Nudity").check()
    publish(mine, "Bare wall")
    theirs.goto(f"/@{artist.name}")
    expect(theirs.get_by_text("Nudity")).to_be_visible()
    expect(theirs.get_by_role("img", name="A wall with two ladders")).to_have_count(0)
    theirs.goto("/settings/hidden")
    theirs.get_by_label("Nudity").select_option("Show")
    theirs.locator("#marked").get_by_role("button", name="Save").click()
    theirs.goto(f"/@{artist.name}")
    expect(theirs.get_by_role("img", name="A wall with two ladders")).to_be_visible()
    theirs.goto("/settings/hidden")
    theirs.get_by_label("Nudity").select_option("Hide")
    theirs.locator("#marked").get_by_role("button", name="Save").click()
    theirs.goto(f"/@{artist.name}")
    expect(theirs.get_by_text("Bare wall")).to_have_count(0)


def test_a_looser_licence_is_asked_for_twice(house: House, visit: Visits, scripts: bool) -> None:
    artist, _ = people(house, "licence", scripts)
    page = visit(artist)
    begin(page, "Given wall", 55)
    address = publish(page, "Given wall")
    page.get_by_role("link", name="Edit").click()
    page.get_by_text("Licence", exact=True).click()
    page.get_by_label("What others may do with it").select_option("CC BY 4.0")
    page.get_by_role("button", name="Save").last.click()
    expect(page.get_by_text("This cannot be taken back from people who used it")).to_be_visible()
    page.get_by_role("link", name="Leave it as it is").click()
    expect(page).to_have_url(address)
    expect(page.get_by_text("CC BY 4.0")).to_have_count(0)
    page.goto(f"{address}/licence?licence=cc-by-4.0")
    page.get_by_role("button", name="Yes, give it under this licence").click()
    expect(page.get_by_role("complementary").get_by_role("link", name="CC BY 4.0")).to_be_visible()
