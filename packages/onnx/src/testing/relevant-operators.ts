/**
 * The operators of convolutional networks that the importer has to take; a conformance model counts as
 * relevant when it holds no other. The second list is shape arithmetic, which has to fold away.
 */
export const relevantOperators: ReadonlySet<string> = new Set([
  ...['Conv', 'ConvTranspose', 'BatchNormalization', 'Relu', 'LeakyRelu', 'PRelu', 'Clip'],
  ...['Sigmoid', 'HardSigmoid', 'HardSwish', 'Add', 'Sub', 'Mul', 'Div', 'Concat', 'MaxPool'],
  ...['AveragePool', 'GlobalAveragePool', 'GlobalMaxPool', 'Gemm', 'MatMul', 'Flatten', 'Reshape'],
  ...['Squeeze', 'Unsqueeze', 'Slice', 'Pad', 'Transpose', 'Split', 'Resize', 'Upsample'],
  ...['ReduceMean', 'Softmax', 'LogSoftmax', 'LRN', 'Dropout', 'Identity', 'Cast', 'Sum'],
  ...['Constant', 'ConstantOfShape', 'Shape', 'Gather', 'Floor', 'Ceil', 'ReduceProd', 'Range'],
]);
