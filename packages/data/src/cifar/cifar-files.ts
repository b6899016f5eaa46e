import type { Split } from '@picojoule/spec';

/** A file as its authors published it. */
export interface CifarFile {
  readonly name: string;
  readonly digest: string;
}

/** One of the two forms in which CIFAR is published. */
export interface CifarVersion {
  /** Folder that its archive unpacks to. */
  readonly folder: string;
  readonly archive: string;
  readonly algorithm: 'md5' | 'sha1';
  readonly form: 'binary' | 'python';
  readonly files: Readonly<Record<Split, readonly CifarFile[]>>;
}

const file = (name: string, digest: string): CifarFile => ({ name, digest });

/** MD5 of the Python files after torchvision, SHA-1 of the binary ones after MXNet's Gluon. */
export const CIFAR10_VERSIONS: readonly CifarVersion[] = [
  {
    folder: 'cifar-10-batches-bin',
    archive: 'cifar-10-binary.tar.gz',
    algorithm: 'sha1',
    form: 'binary',
    files: {
      train: [
        file('data_batch_1.bin', 'aadd24acce27caa71bf4b10992e9e7b2d74c2540'),
        file('data_batch_2.bin', 'c0ba65cce70568cd57b4e03e9ac8d2a5367c1795'),
        file('data_batch_3.bin', '1dd00a74ab1d17a6e7d73e185b69dbf31242f295'),
        file('data_batch_4.bin', 'aab85764eb3584312d3c7f65fd2fd016e36a258e'),
        file('data_batch_5.bin', '26e2849e66a845b7f1e4614ae70f4889ae604628'),
      ],
      test: [file('test_batch.bin', '67eb016db431130d61cd03c7ad570b013799c88c')],
    },
  },
  {
    folder: 'cifar-10-batches-py',
    archive: 'cifar-10-python.tar.gz',
    algorithm: 'md5',
    form: 'python',
    files: {
      train: [
        file('data_batch_1', 'c99cafc152244af753f735de768cd75f'),
        file('data_batch_2', 'd4bba439e000b95fd0a9bffe97cbabec'),
        file('data_batch_3', '54ebc095f3ab1f0389bbae665268c751'),
        file('data_batch_4', '634d18415352ddfa80567beed471001a'),
        file('data_batch_5', '482c414d41f54cd18b22e5b47cb7c3cb'),
      ],
      test: [file('test_batch', '40351d587109b95175f43aff81a1287e')],
    },
  },
];

/** Sources as above. */
export const CIFAR100_VERSIONS: readonly CifarVersion[] = [
  {
    folder: 'cifar-100-binary',
    archive: 'cifar-100-binary.tar.gz',
    algorithm: 'sha1',
    form: 'binary',
    files: {
      train: [file('train.bin', 'e207cd2e05b73b1393c74c7f5e7bea451d63e08e')],
      test: [file('test.bin', '8fb6623e830365ff53cf14adec797474f5478006')],
    },
  },
  {
    folder: 'cifar-100-python',
    archive: 'cifar-100-python.tar.gz',
    algorithm: 'md5',
    form: 'python',
    files: {
      train: [file('train', '16019d7e3df5f24257cddd939b257f8d')],
      test: [file('test', 'f0ef6b0ae62326f3e7ffdfab6717acfc')],
    },
  },
];
