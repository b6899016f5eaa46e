/** What the paper reports for ResNet-74 on CIFAR-10. */
interface PublishedRow {
  readonly method: string;
  readonly energySaved: string;
  readonly accuracy: string;
  /** Where the figure is from. */
  readonly standing: 'stated in the abstract' | 'recalled, not confirmed';
}

const recalled = (method: string, energySaved: string, accuracy: string): PublishedRow => ({
  ...{ method, energySaved, accuracy, standing: 'recalled, not confirmed' },
});

/** Wang et al., NeurIPS 2019, arXiv 1910.13349; energy measured on a Zynq-7000 board, one seed. */
export const PUBLISHED: readonly PublishedRow[] = [
  {
    method: 'E2-Train, ResNet-74, two settings',
    energySaved: '> 90 and > 60',
    accuracy: 'about 2 and 1.2 points lost',
    standing: 'stated in the abstract',
  },
  recalled('standard mini-batches', '', '93.52'),
  recalled('8-bit fixed point', '38.62', '93.24'),
  recalled('signSGD, 32 bit', '', '92.54'),
  recalled('PSG', '63.28', '92.59'),
  recalled('E2-Train, 20 % skipped', '84.64', '92.12'),
  recalled('E2-Train, 40 % skipped', '88.72', '91.84'),
  recalled('E2-Train, 60 % skipped', '92.81', '91.36'),
];
