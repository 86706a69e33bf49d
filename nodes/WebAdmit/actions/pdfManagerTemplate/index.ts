import type { Resource } from '../operation/types';
import * as getMany from './getMany.operation';

export const resource: Resource = {
	option: { name: 'PDF Manager Template', value: 'pdfManagerTemplate' },
	defaultOperation: 'getMany',
	operations: [getMany],
};
