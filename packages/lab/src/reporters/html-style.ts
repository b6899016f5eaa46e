import { type Colour, DARK, LIGHT, type Palette } from '../plot/palette.ts';
import { plotStyle } from '../plot/plot-style.ts';

const variables = (palette: Palette) =>
  Object.entries(palette)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(';');
const variable = (name: Colour) => `var(--${name})`;

/** Style of the report page, in the reader's light or dark colours. */
export const STYLE = `
:root{color-scheme:light dark;${variables(LIGHT)}}
@media (prefers-color-scheme:dark){:root{${variables(DARK)}}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main{max-width:76rem;margin:0 auto;padding:3.5rem 1.5rem 2rem}
h1,h2{font-family:Charter,"Bitstream Charter","Sitka Text",Cambria,Georgia,serif;font-weight:600;line-height:1.2;overflow-wrap:anywhere}
h1{font-size:2.1rem;margin:0 0 1rem;letter-spacing:-.01em}
h2{font-size:1.35rem;margin:0 0 .6rem}
header{border-bottom:1px solid var(--rule);padding-bottom:1.6rem}
header p{margin:.35rem 0;color:var(--ink);overflow-wrap:anywhere}
section{margin-top:2.8rem}
section>p{max-width:48rem;margin:.2rem 0 1rem;color:var(--muted);overflow-wrap:anywhere}
.wide{overflow-x:auto;margin:.8rem 0 0}
.wide:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
table{border-collapse:collapse;width:100%;font-size:.88rem;font-variant-numeric:tabular-nums}
th,td{padding:.42rem .6rem;text-align:left;vertical-align:baseline;border-bottom:1px solid var(--rule)}
th:first-child,td:first-child{padding-left:.2rem}
thead th{border-bottom:1.5px solid var(--muted);font-weight:600;vertical-align:bottom}
tbody th{font-weight:500;min-width:9rem}
tbody tr:hover{background:var(--panel)}
.number{text-align:right;white-space:nowrap}
.unit,.tag{display:block;font-weight:400;font-size:.8rem;color:var(--muted)}
figure{margin:1.4rem 0 0}
figcaption b{font-weight:600;color:var(--ink)}
figcaption{color:var(--muted);font-size:.85rem;margin-top:.3rem;overflow-wrap:anywhere}
svg.plot{display:block;width:100%;height:auto;overflow:visible;font:12px system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif}${plotStyle(variable)}.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1.3rem;margin:0 0 .5rem;padding:0;font-size:.85rem}
.legend li{display:flex;align-items:center;gap:.45rem;overflow-wrap:anywhere}
.legend svg{flex:none}
footer{margin-top:3.5rem;border-top:1px solid var(--rule);padding-top:.9rem;color:var(--muted);font-size:.82rem}
@media (max-width:40rem){main{padding:1.6rem 1rem}h1{font-size:1.6rem}}
@media print{@page{margin:16mm}:root{color-scheme:light;--page:#fff;--ink:#000;--muted:#444;--rule:#ccc}
body{font-size:10.5pt}main{max-width:none;padding:0}section{margin-top:1.6rem}
h2{break-after:avoid}figure,tr{break-inside:avoid}thead{display:table-header-group}.wide{overflow:visible}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`;
