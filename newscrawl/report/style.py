"""The style sheet of the report page, for light and dark screens and for paper."""

CSS = """
:root { color-scheme: light dark; --ink: #1c2326; --soft: #5b676d; --line: #dfe4e6; --back: #fff;
  --tile: #f4f6f7; --have: #2a7f62; --miss: #d9903d; --link: #1d5f9e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaec; --soft: #9aa6ac; --line: #333b40;
  --back: #15191b; --tile: #1f2528; --have: #4fb892; --miss: #d99a4e; --link: #83b8ea; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--ink);
  font: 15px/1.5 system-ui, "Segoe UI", "Noto Sans", sans-serif; }
header, main { max-width: 64rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2rem; }
h1 { font-size: 1.6rem; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2.25rem 0 .5rem; }
h3 { font-size: .95rem; margin: 1.25rem 0 .25rem; color: var(--soft); }
header p, .note, .legend, small, summary { color: var(--soft); }
header p { margin: .1rem 0 1.25rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: .75rem; }
.tiles div { background: var(--tile); border-radius: .5rem; padding: .75rem 1rem; }
.tiles b { display: block; font-size: 1.6rem; font-variant-numeric: tabular-nums; }
.tiles span { color: var(--soft); }
small { white-space: nowrap; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0;
  border-bottom: 1px solid var(--line); }
th { font-weight: 600; color: var(--soft); white-space: nowrap; }
td { overflow-wrap: anywhere; min-width: 4rem; }
td:first-child { min-width: 8rem; }
.days { width: 8rem; } .visits td { min-width: 3rem; }
.counts td:first-child { width: 48%; }
.counts td:last-child { width: 24%; }
.n { text-align: right; font-variant-numeric: tabular-nums; }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
svg { display: block; width: 100%; height: auto; }
.share { width: 6rem; height: .5rem; margin-top: .5rem; border-radius: .25rem; }
rect.have { fill: var(--have); } rect.miss { fill: var(--miss); }
.grid { stroke: var(--line); }
svg text { fill: var(--soft); font-size: 12px; }
.scale { text-anchor: end; } .at { text-anchor: middle; }
.legend i { display: inline-block; width: .75em; height: .75em; border-radius: 2px;
  margin: 0 .35em 0 .75em; }
i.have { background: var(--have); margin-left: 0; } i.miss { background: var(--miss); }
details { margin-top: .75rem; } summary { cursor: pointer; }
@media print { details > * { display: block; } }
"""
