import type { INodeProperties } from 'n8n-workflow';
import type { Entry } from '../../api/read';
import { returnAllAndLimit } from '../../fields/list';
import { userIdentityLocator } from '../../fields/locators';
import { readIdParameter } from '../../parameters/ids';
import { readLimit } from '../../parameters/limit';
import type { NodeParameters } from '../../parameters/NodeParameters';
import { parametersOfItem } from '../../parameters/NodeParameters';
import type { ApiRequest } from '../../transport/apiRequest';
import type { ItemOperation } from './types';

/** A list that WebAdMIT has. */
interface Listing<Where> {
	/** The parameters that say which list. */
	parameters: INodeProperties[];
	readWhere: (parameters: NodeParameters) => Where;
	list: (request: ApiRequest, where: Where) => Promise<Entry[]>;
}

/** 'Get Many' for a list whose entries are passed on as WebAdMIT gives them. */
export function getManyOf<Where>({ parameters, readWhere, list }: Listing<Where>): ItemOperation {
	return {
		description: [...parameters, ...returnAllAndLimit],

		execute: async (context, itemIndex, { request }) => {
			const ofItem = parametersOfItem(context, itemIndex);
			const where = readWhere(ofItem);
			const limit = readLimit(ofItem);
			const entries = await list(request, where);
			return entries.slice(0, limit).map((entry) => ({ json: entry }));
		},
	};
}

/** 'Get Many' for a list that each identity has. */
export function getManyOfIdentity(
	list: (request: ApiRequest, userIdentityId: number) => Promise<Entry[]>,
): ItemOperation {
	return getManyOf({
		parameters: [userIdentityLocator],
		readWhere: (ofItem) => readIdParameter(ofItem, 'userIdentityId'),
		list,
	});
}
