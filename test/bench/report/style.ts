// What the bench's page has beside the house's style. Ours and kind differ by form, too: a line that is broken, a bar that is hatched.
export const style = `
:root{--ours:#1a5fb4;--kind:#a3590a;--p0:#8a919a;--p1:#5f95cc;--p2:#2c7a83;--p3:#3f5fa8;--p4:#3d8b5f;--p5:#8f5aa8;--p6:#b5892a}
@media (min-width:701px){:root{--label:7.5rem}}
@media (prefers-color-scheme:dark){:root{--ours:#8ab8f5;--kind:#e8a04f;--p0:#737c87;--p1:#5b9be0;--p2:#4aa9b3;--p3:#8797e6;--p4:#56ae7c;--p5:#b98ad0;--p6:#d9b646}}
.lead{margin:.4rem 0 0;max-width:60rem}
.rows caption{text-align:left;font-size:1.15rem;font-weight:600;color:var(--ink);padding:.2rem 0 .3rem}
.rows{font-size:.9rem}.rows td,.rows th{padding:.35rem 1rem .35rem 0;white-space:nowrap;width:1%}.rows thead th{font-size:.8rem}.rows tbody th{color:var(--ink);font-weight:400;white-space:normal;width:auto;min-width:21rem}.rows td{text-align:right}.rows thead th:nth-child(n+2):nth-child(-n+4){text-align:right}
.rows .drawn{width:34%;padding-right:0}.failures{display:block;color:var(--failed)}.failures span{display:block;overflow-wrap:anywhere;white-space:pre-wrap}
.ratio{position:relative;height:1.1rem;background:linear-gradient(var(--grid),var(--grid)) 0 50%/80% .7rem no-repeat}
.ratio b{position:absolute;left:0;top:.2rem;height:.7rem;border-radius:2px;background:var(--ours)}.ratio b.more{background:repeating-linear-gradient(135deg,var(--kind) 0 4px,transparent 4px 6px)}
.ratio i{position:absolute;top:0}.ratio .one{height:1.1rem;border-left:2px solid var(--kind);margin-left:-1px}.ratio .goal{height:1.1rem;border-left:2px dotted var(--ink);margin-left:-1px}
.ratio .span{top:.5rem;height:.1rem;background:var(--ink);min-width:2px}
.key{display:flex;flex-wrap:wrap;gap:.1rem 1.2rem;list-style:none;margin:.6rem 0 0;padding:0;font-size:.8rem;color:var(--soft)}.key li{display:flex;gap:.4rem;align-items:center}.key .ratio{width:2.2rem;background:none}.key .ratio b{width:100%}
section>h3{margin:1.1rem 0 .4rem}.group>h3{margin:0}.steps{margin-top:.5rem;font-size:.85rem}.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(20rem,100%),1fr));gap:0 2.5rem}
.pair td,.pair th{white-space:normal!important;width:auto!important}.pair td:nth-child(n+2),.pair th:nth-child(n+2){text-align:right}
.phase0{background:var(--p0)}.phase1{background:var(--p1)}.phase2{background:var(--p2)}.phase3{background:var(--p3)}.phase4{background:var(--p4)}.phase5{background:var(--p5)}.phase6{background:var(--p6)}
.bar.outside{background:repeating-linear-gradient(90deg,var(--end) 0 3px,transparent 3px 5px)}.thin .lane{height:.6rem}
.curves{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(22rem,100%),1fr));gap:1rem}figure{margin:0;padding:.6rem .8rem;background:var(--card);border:1px solid var(--line);border-radius:6px}figcaption{font-size:.9rem;font-weight:600}
svg{display:block;width:100%;height:auto}svg text{font-size:11px;fill:var(--soft)}svg .grid{stroke:var(--grid)}svg polyline{fill:none;stroke-width:2}
polyline.ours{stroke:var(--ours)}polyline.kind{stroke:var(--kind);stroke-dasharray:5 3}circle.ours{fill:var(--ours)}circle.kind{fill:var(--card);stroke:var(--kind);stroke-width:2}svg .end.ours{fill:var(--ours)}svg .end.kind{fill:var(--kind)}
@media (max-width:700px){.rows thead{display:none}.rows tbody,.rows tr{display:block}.rows caption{display:block}.rows tr{display:flex;flex-wrap:wrap;gap:0 1.1rem;border-bottom:1px solid var(--grid);padding:.45rem 0}.rows td,.rows tbody th{border:0;padding:0;width:auto;text-align:left;min-width:0}.rows tbody th,.rows .drawn{flex:0 0 100%}.rows td:not([data-of]):not(.drawn){display:none}
.rows td[data-of]::before{content:attr(data-of) " ";color:var(--soft);font-size:.8rem}}
`
