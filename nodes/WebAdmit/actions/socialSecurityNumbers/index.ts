import type { Resource } from '../operation/types';
import * as download from './download.operation';

export const resource: Resource = {
	option: { name: 'Social Security Numbers', value: 'socialSecurityNumbers' },
	defaultOperation: 'download',
	operations: [download],
};
