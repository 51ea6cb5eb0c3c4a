"""Attacks on HTML sanitisers, collected from the kinds that are known: tags, attributes, addresses, parser tricks."""

_TAGS = """
<script>alert(1)</script>
<SCRIPT SRC=https://evil.test/x.js></SCRIPT>
<script/x>alert(1)</script>
<script >alert(1)</script >
<scr<script>ipt>alert(1)</scr</script>ipt>
<<script>alert(1);//<</script>
<script>alert(1)
<img src=x onerror=alert(1)>
<img src="x" onerror="alert(1)"/>
<img/src=x/onerror=alert(1)>
<IMG SRC=javascript:alert(1)>
<img src="data:image/svg+xml,<svg onload=alert(1)>">
<img srcset="x 1x" onerror=alert(1)>
<image src=x onerror=alert(1)>
<svg onload=alert(1)>
<svg><script>alert(1)</script></svg>
<svg/onload=alert(1)//
<svg><animate onbegin=alert(1) attributeName=x dur=1s>
<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>
<svg><use href="data:image/svg+xml;base64,PHN2Zz4="/></svg>
<svg><foreignObject><iframe src=javascript:alert(1)></foreignObject></svg>
<svg><style><img src=x onerror=alert(1)></style></svg>
<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">
<math><mi//xlink:href="data:x,<script>alert(1)</script>">
<math href="javascript:alert(1)">x</math>
<iframe src=javascript:alert(1)></iframe>
<iframe srcdoc="<script>alert(1)</script>"></iframe>
<object data="javascript:alert(1)"></object>
<object type="text/html" data="https://evil.test/"></object>
<embed src=javascript:alert(1)>
<applet code=x></applet>
<form action=javascript:alert(1)><input type=submit></form>
<form><button formaction=javascript:alert(1)>x</button></form>
<input autofocus onfocus=alert(1)>
<input type=image src=x onerror=alert(1)>
<button onclick=alert(1)>x</button>
<select autofocus onfocus=alert(1)></select>
<textarea autofocus onfocus=alert(1)></textarea>
<keygen autofocus onfocus=alert(1)>
<video src=x onerror=alert(1)></video>
<video><source onerror=alert(1)></video>
<video poster=javascript:alert(1)></video>
<audio src=x onerror=alert(1)>
<body onload=alert(1)>
<body background="javascript:alert(1)">
<frameset onload=alert(1)>
<details open ontoggle=alert(1)>x</details>
<marquee onstart=alert(1)>x</marquee>
<isindex action=javascript:alert(1) type=image>
<link rel=stylesheet href=https://evil.test/x.css>
<link rel=import href=data:text/html,x>
<meta http-equiv=refresh content="0;url=javascript:alert(1)">
<meta charset=utf-7>
<base href="https://evil.test/">
<style>@import 'https://evil.test/x.css';</style>
<style>body{background:url("javascript:alert(1)")}</style>
<table background="javascript:alert(1)"><tr><td>x</td></tr></table>
<template><script>alert(1)</script></template>
<noscript><p title="</noscript><img src=x onerror=alert(1)>">
<noembed><img src=x onerror=alert(1)></noembed>
<noframes><img src=x onerror=alert(1)></noframes>
<xmp><img src=x onerror=alert(1)></xmp>
<plaintext><img src=x onerror=alert(1)>
<listing>&lt;img src=x onerror=alert(1)&gt;</listing>
<title><img src=x onerror=alert(1)></title>
<dialog open onclose=alert(1)>x</dialog>
<custom-element onclick=alert(1)>x</custom-element>
<slot name=x onslotchange=alert(1)></slot>
<portal src=javascript:alert(1)></portal>
<bgsound src=javascript:alert(1)>
<layer src=javascript:alert(1)></layer>
<xml id=x><a><b>&lt;script&gt;alert(1)&lt;/script&gt;</b></a></xml>
"""

_ATTRIBUTES = """
<p onclick=alert(1)>x</p>
<p onmouseover="alert(1)">x</p>
<p style="background:url(javascript:alert(1))">x</p>
<p style="position:fixed;top:0;left:0;width:100%;height:100%">x</p>
<p id="csrf">x</p>
<p name="body">x</p>
<p data-controller="x">x</p>
<p tabindex=0 onfocus=alert(1) autofocus>x</p>
<p contenteditable oninput=alert(1)>x</p>
<p is="x-evil">x</p>
<p slot="x">x</p>
<b/onclick=alert(1)>x</b>
<b/ onclick=alert(1)>x</b>
<b onclick
=alert(1)>x</b>
<b "onclick=alert(1)">x</b>
<b title="x" onclick=alert(1) title='"'>x</b>
<b title=">" onclick=alert(1)>x</b>
<b title='"><script>alert(1)</script>'>x</b>
<b title="`" onmouseover=`alert(1)`>x</b>
<span class="mention" onclick=alert(1)>x</span>
<span class="sr-only btn btn-danger">x</span>
<span class='mention" onclick="alert(1)'>x</span>
<a href="https://a.test" onclick=alert(1)>x</a>
<a href="https://a.test" style="x">x</a>
<a href="https://a.test" target=_top>x</a>
<a href="https://a.test" download>x</a>
<a href="https://a.test" ping=https://evil.test>x</a>
<a href="https://a.test" rel="opener">x</a>
<a href="https://a.test" id=x name=y>x</a>
<a href='https://a.test/"onclick="alert(1)'>x</a>
<a href="https://a.test/'><script>alert(1)</script>">x</a>
<a href="https://a.test/><img src=x onerror=alert(1)>">x</a>
<a xlink:href="javascript:alert(1)">x</a>
<li value=1 onclick=alert(1)>x</li>
<ol start=-1 reversed type=a>x</ol>
<blockquote cite="javascript:alert(1)">x</blockquote>
<del cite="javascript:alert(1)" datetime=x>x</del>
<code class="language-x" onclick=alert(1)>x</code>
"""

_PARSER_TRICKS = """
<!--<img src="--><img src=x onerror=alert(1)//">
<!--[if gte IE 4]><script>alert(1)</script><![endif]-->
<!-- --!><img src=x onerror=alert(1)>
<!><img src=x onerror=alert(1)>
<?xml version="1.0"?><script>alert(1)</script>
<![CDATA[<script>alert(1)</script>]]>
<!DOCTYPE html><script>alert(1)</script>
</p><script>alert(1)</script>
</textarea><script>alert(1)</script>
</style><script>alert(1)</script>
<a><b></a><script>alert(1)</script></b>
<p><table><p><script>alert(1)</script>
<a href="https://a.test/
<a href="https://a.test/" <b>x</b>
<p title="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;">x</p>
&lt;script&gt;alert(1)&lt;/script&gt;
&#60;script&#62;alert(1)&#60;/script&#62;
&#x3c;img src=x onerror=alert(1)&#x3e;
+ADw-script+AD4-alert(1)+ADw-/script+AD4-
<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>
<math><annotation-xml encoding="text/html"><style><img src=x onerror=alert(1)></style></annotation-xml></math>
<svg><desc><title><img src=x onerror=alert(1)></title></desc></svg>
<select><template><img src=x onerror=alert(1)></template></select>
<p>unclosed <b>bold <i>both</p> after
<pre><code><script>alert(1)</script></code></pre>
<h1 onclick=alert(1)>x</h1>
<h2><script>alert(1)</script></h2>
<h3 title="><img src=x onerror=alert(1)>">x</h3>
"""

HREFS = [
    *[
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "java\nscript:alert(1)",
    ],
    *["\x01javascript:alert(1)", "javascript&colon;alert(1)", "javascript://a.test/%0aalert(1)", "vbscript:msgbox(1)"],
    *[
        "data:text/html,<script>alert(1)</script>",
        "data:image/svg+xml;base64,PHN2Zz4=",
        "blob:https://a.test/x",
        "file:///etc/passwd",
    ],
    *[
        "//evil.test/",
        "///evil.test/",
        "\\\\evil.test\\",
        "/\\evil.test",
        "https:\\\\evil.test\\",
        "https:/\\evil.test",
    ],
    *[
        "https:evil.test",
        "https:/evil.test",
        "https:///evil.test",
        "http:javascript:alert(1)",
        "/path",
        "path",
        "?a=b",
        "#a",
        "",
    ],
    *[
        "https://user@evil.test/",
        "https://a.test@evil.test/",
        "https://a.test\\@evil.test/",
        "https://evil.test\t/",
        "https://a.test/ b",
    ],
    *[
        "ftp://a.test/",
        "ws://a.test/",
        "tel:+1",
        "sms:+1",
        "gopher://a.test/",
        "feed:https://a.test/",
        "view-source:https://a.test/",
    ],
    *[
        "mailto:",
        "mailto:a",
        "mailto:a@b?subject=x",
        "mailto:a@b,c@d",
        "mailto://a@b.test",
        "ht\ttp://a.test/",
        "https://[::1",
        "https://?a",
    ],
    *[
        "javascript:123",
        "javascript:/*--></title></style><svg onload=alert(1)>*/",
        "about:blank",
        "intent://a#Intent;end",
        "https://#a",
    ],
]
"""Addresses that no link may have."""


def _lines(block: str) -> list[str]:
    return [line for line in block.strip().splitlines() if line]


PAYLOADS = [
    *_lines(_TAGS),
    *_lines(_ATTRIBUTES),
    *_lines(_PARSER_TRICKS),
    *[f'<a href="{href}">x</a>' for href in HREFS],
    *[f"<a href='{href}'>x</a>" for href in HREFS[:8]],
    "<b onclick\n=alert(1)>x</b>",
    "<img\x00src=x onerror=alert(1)>",
    "<\x00script>alert(1)</script>",
    "<a href=java&#1&#2script:alert(1)>x</a>",
    "<a href=&#106;avascript:alert(1)>x</a>",
    "<a href=\u2028javascript:alert(1)>x</a>",
]
"""Pieces of HTML that must come out harmless."""
