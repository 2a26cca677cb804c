"""Pages that stand in the way: named by headers, status and structure, and articles let alone."""

import pytest

from newscrawl.derive import damage, derive
from newscrawl.discovery.blocks import detour
from newscrawl.frontier.outcome import of_response
from newscrawl.model.capture import ArchiveRef
from newscrawl.model.fate import BREAKAGE, State
from newscrawl.model.lead import Lead
from newscrawl.model.link import Role
from newscrawl.model.page import PageKind
from newscrawl.model.payload import Payload

URL = "https://paper.example/2026/05/the-bridge-is-open-again/"
PROSE = "".join(
    f"<p>The bridge over the river was opened again on day {n}, after a long time of work that"
    " had cost the town more than it had hoped, said the mayor.</p>"
    for n in range(14)
)
ARTICLE = (
    "<html><head><title>The bridge is open again</title>"
    '<meta property="article:published_time" content="2026-05-03T10:00:00Z">{head}</head>'
    "<body><article><h1>The bridge is open again</h1>{text}</article>{tail}</body></html>"
)
WALL = "<html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def payload(body, status=200, faults=(), **fields):
    headers = [(name.replace("_", "-"), value) for name, value in fields.items()]
    headers.append(("Content-Type", "text/html"))
    return Payload(
        url=URL, status=status, headers=tuple(headers), body=body.encode(), faults=faults
    )


def wall(*, title="One moment", head="", body="Please wait."):
    return WALL.format(title=title, head=head, body=body)


CHALLENGES = [
    ("cloudflare", wall(), 403, {"cf_mitigated": "challenge"}),
    ("cloudflare", wall(body="<form id='challenge-form'></form>"), 503, {}),
    ("cloudflare", wall(head="<script>window._cf_chl_opt={}</script>"), 403, {}),
    ("akamai", wall(title="Access Denied", body="Reference&#32;&#35;18&#46;2"), 403, {}),
    ("akamai", wall(head="<script src='/_sec/cp_challenge/x.js'></script>"), 429, {}),
    ("datadome", wall(), 403, {"x_datadome": "protected"}),
    ("datadome", wall(head="<script src='//ct.captcha-delivery.com/c.js'></script>"), 403, {}),
    ("perimeterx", wall(body="<div id='px-captcha'></div>"), 403, {}),
    ("perimeterx", wall(head="<script>window._pxAppId='PX1'</script>"), 200, {}),
    ("imperva", wall(head="<script src='/_Incapsula_Resource?SW=1'></script>"), 200, {}),
    ("aws", wall(), 202, {"x_amzn_waf_action": "challenge"}),
    ("kasada", wall(), 429, {"x_kpsdk_ct": "abc"}),
    ("sucuri", wall(), 403, {"x_sucuri_block": "1"}),
    ("ddos-guard", wall(head="<script src='/.well-known/ddos-guard/x'></script>"), 403, {}),
    ("f5", wall(body="The requested URL was rejected. Please consult with your administrator."),
     200, {}),
    ("anubis", wall(head="<script id='anubis_challenge'></script>"), 200, {}),
    ("captcha", wall(body="<div class='h-captcha'></div>"), 200, {}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "body", "status", "fields"), CHALLENGES)
def test_challenge_is_named_failed_and_counted_as_breakage(name, body, status, fields):
    page = derive(payload(body, status, **fields))
    assert (page.kind, page.reason) == (PageKind.BLOCKED, f"challenge:{name}")
    assert page.article is None
    ref = ArchiveRef(warc="w", offset=0, length=1, record_id="", date="", payload_digest="",
                     status=status)  # fmt: skip
    lead = Lead(id=1, url=URL, role=Role.TEASER, tries=3)
    fate = of_response(lead, status=status, ref=ref, page=page).fate
    assert (fate.state, fate.reason) == (State.FAILED, page.reason)
    assert fate.reason.startswith(BREAKAGE)


@pytest.mark.parametrize(
    ("head", "tail"),
    [
        ("<script src='/cdn-cgi/challenge-platform/h/b/x.js'></script>", ""),
        ("<script>window._pxAppId='PX1'</script>", ""),
        ("<script src='https://www.google.com/recaptcha/api.js'></script>", ""),
        ("", "<form><div class='cf-turnstile'></div><textarea name=comment></textarea></form>"),
        ("", "<form id='consent-banner'>We use cookies.</form>"),
        ("", "<p>Reference #18.2 errors.edgesuite.net/ is what such pages say.</p>"),
    ],
)
def test_article_on_a_guarded_site_stays_one(head, tail):
    page = derive(payload(ARTICLE.format(head=head, text=PROSE, tail=tail), Server="cloudflare"))
    assert page.reason == "article"


@pytest.mark.parametrize(
    ("head", "fields"),
    [
        ("<script src='https://www.google.com/recaptcha/api.js'></script>", {}),
        ("<script>window._pxAppId='PX1'</script>", {}),
        ("", {"x_datadome": "protected"}),
    ],
)
def test_list_page_on_a_guarded_site_stays_one(head, fields):
    links = "".join(
        f"<li><a href='/2026/05/story-{n}/'>The bridge, part {n}</a>" for n in range(20)
    )
    page = derive(payload(wall(title="Opinion", head=head, body=f"<ul>{links}</ul>"), **fields))
    assert page.kind is not PageKind.BLOCKED
    assert len(page.links) == 20


def test_plain_refusals_keep_their_number():
    for status in (401, 403, 404, 429, 503):
        page = derive(payload(wall(title="No"), status))
        assert (page.kind, page.reason) == (PageKind.ERROR, f"http-{status}")


def test_page_that_only_asks_for_consent_is_a_wall():
    asked = "<form action='/collect-consent'><button>Accept all</button></form>We value you."
    page = derive(payload(wall(title="Your choices", body=asked)))
    assert (page.kind, page.reason) == (PageKind.BLOCKED, "consent-wall")


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("/login?next=/story", "redirect:login"),
        ("https://auth.paper.example/oauth2/authorize?x", "redirect:login"),
        ("/collectConsent?session=1", "redirect:consent"),
        ("https://consent.paper.example/privacy-gate/", "redirect:consent"),
        ("/2026/05/the-bridge/", "redirect"),
        ("/business/consenting-adults/", "redirect"),
    ],
)
def test_redirect_to_a_door_says_so(target, reason):
    headers = (("Location", target),)
    assert derive(Payload(url=URL, status=302, headers=headers, body=b"")).reason == reason


def test_meta_refresh_is_followed_as_a_redirect():
    body = "<html><meta http-equiv=refresh content='0; url=/login?x'><body>wait</body></html>"
    page = derive(payload(body))
    assert (page.kind, page.reason) == (PageKind.REDIRECT, "redirect:login")
    assert [link.url for link in page.links if link.role is Role.REDIRECT] == [
        "https://paper.example/login?x"
    ]


def test_location_in_raw_utf8_is_read_as_such():
    sent = "/köln/".encode().decode("latin-1")
    page = derive(Payload(url=URL, status=302, headers=(("Location", sent),), body=b""))
    assert page.links[0].url == "https://paper.example/köln/"


def test_door_that_was_asked_for_is_no_detour():
    assert detour("https://a.example/login", "https://a.example/login/") == ""


@pytest.mark.parametrize("fault", ["truncated", "too-large", "bad-gzip", "bad-chunk", "bad-zstd"])
def test_body_that_is_not_whole_is_no_article(fault):
    body = ARTICLE.format(head="", text=PROSE, tail="").removesuffix("</html>")
    page = derive(payload(body, faults=(fault,)))
    assert (page.article, page.reason) == (None, f"damaged:{fault}")


def test_body_up_to_its_end_tag_is_whole_though_its_coding_lacks_the_end():
    body = ARTICLE.format(head="", text=PROSE, tail="")
    assert damage(payload(body, faults=("truncated",))) is None
    assert derive(payload(body, faults=("truncated",))).reason == "article"
    assert damage(payload(body, faults=("not-gzip",))) is None
