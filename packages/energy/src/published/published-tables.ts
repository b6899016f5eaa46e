import { accelergyTable } from './accelergy-exercise.ts';
import { figure6Table } from './asil17-figure6.ts';
import { figure6ToolTable } from './asil17-figure6-tool.ts';
import { table1 } from './cvpr17-table1.ts';
import { table1ToolTable } from './cvpr17-table1-tool.ts';
import { figure10Table, mappingsTable } from './isca16-figure10.ts';
import { jssc17Power } from './jssc17-power.ts';
import { jssc17Table5 } from './jssc17-table5.ts';
import { nnDataflowCounts, nnDataflowTable } from './nn-dataflow-tables.ts';
import type { PublishedTable } from './published-table.ts';
import { sparseloopRatioTable, sparseloopWordsTable } from './sparseloop-table7.ts';
import { conv1dCountsTable, conv1dEnergyTable } from './timeloop-conv1d.ts';
import { eyerissLikeCountsTable, eyerissLikeEnergyTable } from './timeloop-eyeriss-like.ts';

/** Every published table that the models are held against, in the order of the page. */
export const publishedTables = (): readonly PublishedTable[] =>
  [
    figure10Table,
    mappingsTable,
    nnDataflowTable,
    nnDataflowCounts,
    jssc17Table5,
    jssc17Power,
    table1,
    figure6Table,
    figure6ToolTable,
    table1ToolTable,
    conv1dCountsTable,
    conv1dEnergyTable,
    accelergyTable,
    eyerissLikeCountsTable,
    eyerissLikeEnergyTable,
    sparseloopWordsTable,
    sparseloopRatioTable,
  ].map((table) => table());
