// The page's style sheet, as text. Colours are named once for light and once for dark; what failed differs from what passed by a pattern
// too, for who does not see the difference between red and green.
export const style = `
:root{color-scheme:light dark;--bg:#fbfbfa;--card:#fff;--ink:#1d2126;--soft:#5a636e;--line:#dfe2e6;--grid:#eceef0;--code:#f3f4f5;
--passed:#3d8b5f;--failed:#c62a2f;--failed2:#8e1519;--skip:#8a919a;--boot:#5b7fb5;--wait:#a37e0c;--start:#5f95cc;--ready:#2c7a83;--end:#868d96;--warn:#b25e00;--badbg:#fdf1f0;--badline:#efc4c2;--link:#1a5fb4;--label:15rem}
@media (prefers-color-scheme:dark){:root{--bg:#15181c;--card:#1c2026;--ink:#e6e8eb;--soft:#a2abb6;--line:#333a43;--grid:#272d35;--code:#252b32;
--passed:#56ae7c;--failed:#f0696b;--failed2:#a52f33;--skip:#737c87;--boot:#7d9fd3;--wait:#d9b646;--start:#5586b5;--ready:#4aa9b3;--end:#78818c;--warn:#f0a04b;--badbg:#2a1d1f;--badline:#5d3336;--link:#8ab8f5}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif;font-variant-numeric:tabular-nums}
header,main>section{max-width:90rem;margin:0 auto;padding:1.25rem clamp(.75rem,2.5vw,2rem) .5rem}
h1{margin:0;font-size:clamp(1.5rem,4vw,2rem);line-height:1.2;letter-spacing:-.01em}h1.failed{color:var(--failed)}h1.passed{color:var(--passed)}
h2{margin:0 0 .6rem;font-size:1.15rem}h3,h4,h5{margin:0;font-size:1rem;overflow-wrap:anywhere}h5{margin:1rem 0 .35rem;font-size:.8rem;color:var(--soft);font-weight:600}
small,dt,.none,.place,.gaps{color:var(--soft)}small{font-size:.8rem}
code,pre,.summary{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace;font-size:.82rem}
a{color:var(--link)}:focus-visible{outline:2px solid var(--link);outline-offset:2px}
.facts{display:flex;flex-wrap:wrap;gap:.3rem 1.4rem;margin:.6rem 0 0}.facts div{display:flex;gap:.4rem;min-width:0}.facts dd{margin:0;overflow-wrap:anywhere}
.test{background:var(--card);border:1px solid var(--line);border-left:4px solid var(--failed);border-radius:6px;margin:0 0 .8rem;scroll-margin-top:.5rem}
.test>details>summary,.all>summary,.events>summary{cursor:pointer}.test>details>summary{padding:.7rem 1rem}.test>details[open]>summary{border-bottom:1px solid var(--line)}
.test summary h3{display:inline;overflow-wrap:anywhere}.place{margin:.1rem 0 0;font-size:.85rem;display:flex;flex-wrap:wrap;gap:0 1.2rem;overflow-wrap:anywhere}
.first{display:none;margin:.25rem 0 0;font-size:.85rem;overflow-wrap:anywhere}.test>details:not([open]) .first{display:block}
.test>details>:not(summary){margin-left:1rem;margin-right:1rem}.attempt{padding-bottom:1rem}.attempt h4{margin-top:1rem}.earlier{border-top:1px solid var(--line);padding:.6rem 0}.earlier>summary{cursor:pointer;font-size:.9rem}
.error{margin-top:.9rem;margin-bottom:0;padding:.6rem .8rem;background:var(--badbg);border:1px solid var(--badline);border-radius:4px;white-space:pre-wrap;overflow-wrap:anywhere;max-height:24rem;overflow:auto}
.summary{margin:0;padding:.5rem .8rem .5rem 2.2rem;background:var(--code);border-radius:4px}.summary li{overflow-wrap:anywhere}.summary li::marker{color:var(--soft)}
.none{font-size:.85rem;margin:.6rem 0}.why,.do{margin:0;overflow-wrap:anywhere}.do{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace;font-size:.82rem;padding:.5rem .8rem;background:var(--code);border-radius:4px}
.head{display:flex;flex-wrap:wrap;gap:.2rem 1.5rem;align-items:baseline;margin-bottom:.4rem}.head h2{margin:0}
.legend{display:flex;flex-wrap:wrap;gap:.1rem .9rem;margin:0;padding:0;list-style:none;font-size:.8rem;color:var(--soft)}.legend li{display:flex;align-items:center;gap:.35rem}
.legend .bar,.legend .mark{position:static;display:inline-block;width:1rem;height:.65rem;margin:0;transform:none}.legend .mark{width:3px}
.whole{background:var(--card);border:1px solid var(--line);border-radius:6px;padding:.6rem .9rem .4rem}
.zoom{border:0;margin:0 0 .2rem;padding:0;font-size:.8rem;color:var(--soft);display:flex;gap:.8rem;justify-content:flex-end}.zoom[hidden]{display:none}.zoom legend{float:left;padding:0;margin-right:.2rem}.zoom label{display:inline-flex;gap:.2rem;align-items:center;cursor:pointer}.zoom input{margin:0}
.scroll{overflow-x:auto}.canvas{position:relative;min-width:100%;padding-bottom:.3rem}
.scroll[data-zoom="4"] .canvas{width:400%}.scroll[data-zoom="16"] .canvas{width:1600%}
.axis{position:relative;height:1.5rem;margin-left:var(--label)}.ticks{position:absolute;inset:0}
.tick{position:absolute;top:0;height:100%}.tick i{position:absolute;left:0;top:.1rem;transform:translateX(-50%);font-style:normal;font-size:.72rem;line-height:1.2;color:var(--soft);white-space:nowrap}.tick:first-child i{transform:none}.tick.last i{transform:translateX(-100%)}
.tick::after{content:"";position:absolute;left:0;top:1.2rem;height:100rem;border-left:1px solid var(--grid)}
.z4,.z16{display:none}.scroll[data-zoom="4"] .z4,.scroll[data-zoom="16"] .z4,.scroll[data-zoom="16"] .z16{display:block}
.canvas{overflow:clip}
.bands{position:absolute;left:var(--label);right:0;top:1.5rem;bottom:0;pointer-events:none}.bands .bar.failed{top:0;height:100%;background:var(--failed);opacity:.09;border-radius:0}
.group{position:relative}.group h3{position:sticky;left:0;width:max-content;max-width:100%;font-size:.8rem;font-weight:600;padding:.45rem 0 .1rem}
.row{display:grid;grid-template-columns:var(--label) minmax(0,1fr);align-items:start;min-height:1.25rem}
.label{position:sticky;left:0;z-index:2;display:flex;gap:.5rem;justify-content:space-between;padding-right:.75rem;font-size:.8rem;line-height:1.25rem;background:linear-gradient(90deg,var(--card) 95%,transparent);min-width:0}
.name{display:flex;min-width:0;max-width:100%;white-space:pre}.name{overflow:hidden}.name span:first-child{overflow:hidden;text-overflow:ellipsis;min-width:0}.row.tall .label{flex-direction:column;gap:0;line-height:1.15rem;padding-top:.1rem}.tall .label small{line-height:1rem}.attempt .canvas{--label:17rem}
.label small{white-space:nowrap;font-size:.74rem;flex:none}
.track{position:relative;padding:.2rem 0;min-height:1.25rem}.lane{position:relative;height:.85rem}.lane+.lane{margin-top:2px}.thin .lane{height:.4rem;margin-top:1px}
.bar{position:absolute;top:0;height:100%;min-width:2px;border-radius:2px;background:var(--skip)}a.bar{z-index:1}
.passed{background:var(--passed)}tr.passed,h1.passed{background:none}
.bar.failed,.container.failed{background:repeating-linear-gradient(135deg,var(--failed) 0 4px,var(--failed2) 4px 6px)}
.action{background:var(--boot)}.bar.action.failed{background:repeating-linear-gradient(135deg,var(--failed) 0 4px,var(--failed2) 4px 6px)}
.pod{border-radius:0}.waiting{background:repeating-linear-gradient(90deg,var(--wait) 0 3px,transparent 3px 5px)}.starting{background:var(--start)}.ready,.container.running{background:var(--ready)}.ending,.pod.succeeded{background:repeating-linear-gradient(90deg,var(--end) 0 2px,transparent 2px 5px)}
.container{height:.4rem}.container.succeeded{background:var(--passed)}
.mark{position:absolute;top:.2rem;height:.85rem;width:3px;margin-left:-1px;border-radius:1px;background:var(--end)}.mark.warning{background:var(--warn)}
.events{margin-top:.7rem}.events>summary{font-size:.85rem}.events td:nth-child(2){width:26%}table{border-collapse:collapse;width:100%;font-size:.82rem;margin-top:.4rem}th{text-align:left;color:var(--soft);font-weight:600}
td,th{padding:.22rem .8rem .22rem 0;vertical-align:top;border-bottom:1px solid var(--grid);overflow-wrap:anywhere}td:first-child,th:first-child,.tests td:nth-child(3){white-space:nowrap;width:1%}.tests td:nth-child(4){width:1%}tr.warning strong{color:var(--warn)}tr.failed td:last-child{color:var(--failed);font-weight:600}tr.skipped{color:var(--soft)}
.files ul{list-style:none;margin:0;padding:0;columns:20rem;column-gap:2rem}.files ul ul{columns:auto;padding-left:1.2rem}.files li{break-inside:avoid;overflow-wrap:anywhere;font-size:.85rem}
.all h2{display:inline}.gaps{font-size:.8rem;margin:.5rem 0 0;overflow-wrap:anywhere}ul.gaps{padding-left:1.2rem;margin:0}
.tip{position:fixed;z-index:9;max-width:min(34rem,92vw);padding:.3rem .55rem;border-radius:4px;background:var(--ink);color:var(--bg);font-size:.8rem;pointer-events:none;overflow-wrap:anywhere}
@media (max-width:700px){:root,.attempt .canvas{--label:0px}.row{grid-template-columns:minmax(0,1fr)}.label{justify-content:flex-start;gap:.6rem;line-height:1.1rem;padding-top:.25rem;background:none;max-width:calc(100vw - 3rem)}.track{padding-top:.05rem}.mark{top:.05rem}
.test>details>:not(summary){margin-left:.7rem;margin-right:.7rem}.test>details>summary{padding:.6rem .7rem}.whole{padding:.5rem .6rem}td,th{padding-right:.5rem}.events table,.events tbody,.events tr{display:block}.events thead{display:none}.events td{display:inline;border:0;padding:0 .3rem 0 0}.events tr{border-bottom:1px solid var(--grid);padding:.3rem 0}}
@media print{.zoom,.tip{display:none}.scroll{overflow:visible}}
`
