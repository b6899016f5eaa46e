import type { EnergyEstimate } from '@picojoule/spec';
import { breakdownRows } from './breakdown-rows.ts';

/**
 * The text output of the Eyeriss group's online energy tool: per layer the energy of each data type
 * in MACs, psums within the output feature map. The column titles are recalled, not confirmed.
 */
export function formatBreakdown(estimate: EnergyEstimate<'MAC'>): string {
  const rows = breakdownRows(estimate).map(({ ifmap, ofmap, weight, computation }, i) =>
    [i + 1, ifmap, ofmap, weight, computation].join(','),
  );
  const titles = 'Layer_Index,Input_Feature_Map,Output_Feature_Map,Weight,Computation';
  return `${[titles, ...rows].join('\n')}\n`;
}
