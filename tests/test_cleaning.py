import pytest

from newscrawl.cleaning.article import clean
from newscrawl.cleaning.rules import block_reason, is_agency_tail, is_widget_title, without_pointers
from newscrawl.cleaning.text import block_digest, tidy
from newscrawl.model.article import Article, Block, BlockType
from newscrawl.model.site import SiteMemory

LONG = "The council met for six hours on Monday and then put off the vote until the autumn, again."


def article(*texts: str, **fields) -> Article:
    blocks = tuple(
        text if isinstance(text, Block) else Block(type=BlockType.PARAGRAPH, text=text)
        for text in texts
    )
    return Article(url="https://paper.example/a", blocks=blocks, **fields)


def texts(cleaned: Article) -> list[str]:
    return [block.text for block in cleaned.blocks]


POINTERS = [
    "Read also: Harbour opens after the storm",
    "READ MORE: Harbour opens after the storm",
    "Read more » Harbour opens",
    "Also read | Harbour opens after the storm",
    "See also: Harbour opens",
    "Related: Harbour opens after the storm",
    "Lire aussi  Le port rouvre après la tempête",
    "Lire aussi : Le port rouvre après la tempête",
    "À lire aussi Le port rouvre après la tempête",
    "A LIRE AUSSI: Le port rouvre après la tempête, le 17 mai",
    "» Lire aussi – Le port rouvre",
    "Lesen Sie auch: Hafen öffnet wieder",
    "Lesen Sie auch",
    "Auch interessant: Hafen öffnet wieder",
    "Mehr zum Thema: Hafen öffnet wieder",
    "Lea también: El puerto reabre tras la tormenta",
    "Lea también El puerto reabre tras la tormenta",
    "Te puede interesar: El puerto reabre",
    "Leia também: Porto reabre após tempestade",
    "Leia mais: Porto reabre",
    "Leggi anche: Il porto riapre",
    "LEGGI ANCHE | Il porto riapre dopo la tempesta",
    "Lees ook: Haven weer open",
    "Lees ook Haven weer open na storm",
    "Läs också: Hamnen öppnar igen",
    "Läs även: Hamnen öppnar igen",
    "Les også: Havnen åpner igjen",
    "Læs også: Havnen åbner igen",
    "Lue myös: Satama avautuu",
    "Czytaj także: Port znów otwarty",
    "Zobacz też: Port znów otwarty",
    "Přečtěte si: Přístav znovu otevřen",
    "Čtěte také: Přístav znovu otevřen",
    "Читайте также: Порт снова открыт",
    "Читайте також: Порт знову відкрито",
    "Ayrıca oku: Liman yeniden açıldı",
    "اقرأ أيضا: الميناء يعود للعمل",
    "اقرأ أيضاً الميناء يعود للعمل",
    "相关阅读：港口重新开放",
    "関連記事：港が再開",
    "関連記事 港が再開",
    "관련기사: 항구 재개장",
    "[관련기사] 항구 재개장",
    "Baca juga: Pelabuhan dibuka kembali",
]

SENTENCES = [
    "Read more books, the minister told the children on Monday.",
    "Read also what the others write, she said, and then decide for yourself.",
    "See also in this light the decision of the court, which came as a surprise.",
    "Related companies were not part of the audit, the report says.",
    "Watch the skies tonight, astronomers say, for the comet will not return.",
    "Don't miss the point, said the judge, this is about the law.",
    "Lire aussi vite que possible était son seul plaisir.",
    "Voir aussi loin demande du courage, disait le capitaine.",
    "Lesen Sie auch das Kleingedruckte, rät die Verbraucherzentrale.",
    "Mehr zum Thema Hafen will der Senat am Dienstag sagen.",
    "Lea también lo que firman otros, aconsejó el abogado a su cliente.",
    "Leia mais livros, pediu a ministra às crianças na segunda-feira.",
    "Leggi anche quello che non ti piace, diceva il maestro.",
    "Lees ook de kleine letters, zegt de bond.",
    "Läs också det finstilta, säger förbundet.",
    "Les også det som står med liten skrift, sier forbundet.",
    "Læs også det med småt, siger forbundet.",
    "Czytaj także to, co napisano drobnym drukiem.",
    "Читайте также мелкий шрифт, советует юрист.",
    "Подробнее о планах порта министр расскажет во вторник.",
    "関連記事を読んだ市長は、港の再開を決めたと述べた。",
    "Además, el puerto abrirá de noche durante el verano",
    "Además el puerto abrirá de noche durante el verano.",
]


@pytest.mark.parametrize("text", POINTERS)
def test_a_line_that_points_to_another_article_is_taken_out(text):
    assert block_reason(text) == "read-also"
    cleaned = clean(article(LONG, text, LONG + " Later it met again."))
    assert len(cleaned.blocks) == 2
    assert [(one.reason, one.text) for one in cleaned.removed] == [("read-also", tidy(text))]


@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_that_begins_like_a_pointer_stays(text):
    assert texts(clean(article(LONG, text))) == [LONG, text]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("The vote was close. Read also: Harbour opens after the storm", "The vote was close."),
        ("Le vote fut serré. Lire aussi : Le port rouvre", "Le vote fut serré."),
        ("Er sagte nichts.“ Lesen Sie auch: Hafen öffnet wieder", "Er sagte nichts.“"),
        ("Было тихо. Читайте также: Порт снова открыт", "Было тихо."),
        ("会议结束。相关阅读：港口重新开放", "会议结束。"),
        ("The port (Read more: Harbour opens) is closed.", "The port is closed."),
        ("The vote was close [See also: Harbour opens]", "The vote was close"),
    ],
)
def test_a_pointer_inside_a_paragraph_is_cut_out_of_it(text, kept):
    assert without_pointers(text)[0] == kept
    assert texts(clean(article(LONG, text))) == [LONG, kept]


@pytest.mark.parametrize(
    "text",
    [
        "He has one rule. Read more: that was all he wrote. Then he left for the coast.",
        "The sign said it all. See also the report of 2019, which names no one.",
    ],
)
def test_a_paragraph_that_only_speaks_of_reading_is_left_whole(text):
    assert without_pointers(text) == (text, ())


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        ("reply-form", "Leave a Reply"),
        ("reply-form", "Leave a Reply Cancel reply"),
        (
            "reply-form",
            "Your email address will not be published. Required fields are marked *",
        ),
        ("reply-form", "Laisser un commentaire"),
        ("reply-form", "Votre adresse e-mail ne sera pas publiée."),
        ("reply-form", "Schreibe einen Kommentar"),
        ("reply-form", "Deine E-Mail-Adresse wird nicht veröffentlicht."),
        ("reply-form", "Deja una respuesta"),
        ("reply-form", "Deixe um comentário"),
        ("reply-form", "Lascia un commento"),
        ("reply-form", "Geef een reactie"),
        ("reply-form", "Dodaj komentarz"),
        ("reply-form", "Добавить комментарий"),
        ("reply-form", "发表回复"),
        (
            "akismet",
            "This site uses Akismet to reduce spam. Learn how your comment data is processed.",
        ),
        ("akismet", "Ce site utilise Akismet pour réduire les indésirables. En savoir plus."),
        ("newsletter", "Sign up for our daily newsletter and never miss a story"),
        ("newsletter", "Inscrivez-vous à notre newsletter"),
        ("newsletter", "Melden Sie sich für unseren Newsletter an"),
        ("follow", "Follow us on Facebook and Instagram"),
        ("follow", "Suivez-nous sur Google Actualités"),
        ("follow", "Folgen Sie uns auf Instagram"),
        ("share", "Share on Facebook"),
        ("share", "Facebook Twitter WhatsApp Email"),
        ("copyright", "© 2024 Example News. All rights reserved."),
        ("copyright", "Copyright 2024 The Associated Press. All rights reserved."),
        ("copyright", "Tous droits réservés"),
        ("photo-credit", "Photo: Jane Doe/Reuters"),
        ("photo-credit", "Foto: dpa"),
        ("photo-credit", "Image source, Getty Images"),
        ("photo-credit", "Crédit photo : AFP"),
        ("advertisement", "Advertisement"),
        ("advertisement", "La suite après la publicité"),
    ],
)
def test_forms_boxes_and_credits_are_taken_out_with_their_reason(reason, text):
    cleaned = clean(article(LONG, text, LONG + " Later it met again."))
    assert [one.reason for one in cleaned.removed] == [reason]
    assert cleaned.removed[0].text == text


@pytest.mark.parametrize(
    "text",
    [
        "Follow the money, said the auditor, and you will find the harbour master.",
        "Copyright law will change in 2025, the minister said, and musicians will be paid.",
        "Photo: that is what the note said, and the police found one. It showed the mayor.",
        "Share prices fell on Monday after the bank's warning.",
        "Subscribe to a theory and you must defend it, she said.",
        "Sign up sheets were passed around the hall, and two hundred people signed.",
        "Leave a reply on the desk and go, the note said.",
        "Foto: Das Bild zeigt den Hafen. Es entstand am Montag, als der Sturm sich legte.",
        "Newsletter sind aus der Mode, sagt die Agentur.",
    ],
)
def test_sentences_about_such_things_stay(text):
    assert texts(clean(article(LONG, text, LONG + " Later."))) == [LONG, text, LONG + " Later."]


def test_a_box_of_recent_news_goes_with_the_lines_below_it():
    cleaned = clean(article(LONG, "Recent News", "Port opens", "Bridge closes", "Editor's Pick"))
    assert texts(cleaned) == [LONG]
    assert {one.reason for one in cleaned.removed} == {"widget"}
    assert is_widget_title("Editor’s Pick")


def test_a_heading_above_running_text_is_no_box_whatever_it_says():
    heading = Block(type=BlockType.HEADING, text="Trending")
    assert texts(clean(article(LONG, heading, LONG + " Later."))) == [
        LONG,
        "Trending",
        LONG + " Later.",
    ]


def test_headline_byline_and_date_at_the_top_are_not_repeated():
    cleaned = clean(
        article(
            "Harbour vote is close",
            "By Jane Doe",
            "Updated 3 May 2024, 10:15",
            LONG,
            headline="Harbour vote is close",
            authors=("Jane Doe",),
        )
    )
    assert texts(cleaned) == [LONG]
    assert [one.reason for one in cleaned.removed] == [
        "headline-repeated",
        "byline-repeated",
        "date-repeated",
    ]


def test_a_first_sentence_with_a_date_in_it_stays():
    text = "On 3 May 2024 the harbour closed."
    assert texts(clean(article(text, LONG))) == [text, LONG]


@pytest.mark.parametrize(
    "text",
    [
        "(Reporting by Jane Doe; Editing by John Smith)",
        "(AFP)",
        "dpa/abc",
        "Quelle: dpa",
        "(with inputs from agencies)",
    ],
)
def test_agency_lines_leave_the_end_of_a_body(text):
    assert is_agency_tail(text)
    assert texts(clean(article(LONG, text))) == [LONG]


def test_a_line_like_an_agencys_stays_in_the_middle_of_a_body():
    text = "(Reporting by Jane Doe; Editing by John Smith)"
    long = [f"{LONG} Day {number}." for number in range(6)]
    assert texts(clean(article(LONG, text, *long)))[1] == text


def test_blocks_that_a_site_repeats_are_taken_out():
    again = "This paper is made by forty people who live on this coast and know it well."
    site = SiteMemory(boilerplate=frozenset({block_digest(again)}))
    assert texts(clean(article(LONG, again), site=site)) == [LONG]


def test_a_paragraph_printed_twice_is_kept_once():
    assert texts(clean(article(LONG, LONG))) == [LONG]


@pytest.mark.parametrize(
    ("raw", "tidied"),
    [
        ("Do\u00adnau\u00addampf", "Donaudampf"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("a\u00a0b \t c", "a b c"),
        ("cafe\u0301", "café"),
        ("  line \n\n next ", "line\nnext"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\u200fשלום\u200f", "\u200fשלום\u200f"),
        ("東京，大阪。", "東京，大阪。"),
    ],
)
def test_text_is_tidied_without_touching_words(raw, tidied):
    assert tidy(raw) == tidied


def test_cleaning_twice_gives_the_same():
    once = clean(article("Read also: More", LONG, "Leave a Reply", LONG + " Later.", "(AFP)"))
    assert clean(once) == once


def test_sentence_that_an_author_repeats_far_below_is_kept():
    refrain = "This offer is shown again under each of the plans that are compared in this text."
    lines = [
        f"Plan number {number} is the one that we look at in this paragraph."
        for number in range(20)
    ]
    lines[7:7] = [refrain]
    lines[19:19] = [refrain]
    article = Article(
        url="https://paper.example/a",
        blocks=tuple(Block(type=BlockType.PARAGRAPH, text=line) for line in lines),
    )
    assert [block.text for block in clean(article).blocks] == lines


def test_flash_news_whose_text_is_its_headline_keep_it():
    cleaned = clean(
        article("Harbour opens again after storm", headline="Harbour opens again after storm")
    )
    assert texts(cleaned) == ["Harbour opens again after storm"]
    assert not cleaned.removed


def test_heading_that_repeats_the_headline_is_no_text():
    headline = "Harbour opens again after storm"
    heading = Block(type=BlockType.HEADING, text=headline)
    cleaned = clean(Article(url="https://paper.example/a", headline=headline, blocks=(heading,)))
    assert not cleaned.blocks
    assert [one.reason for one in cleaned.removed] == ["headline-repeated"]
