import { listPdfManagerTemplates } from '../../api/pdfManagerTemplates';
import { returnAllAndLimit } from '../../fields/list';
import { userIdentityLocator } from '../../fields/locators';
import { readIdParameter, readLimit } from '../../parameters';
import type { Operation } from '../types';

export const option: Operation['option'] = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many PDF manager templates',
	description: 'Retrieve the templates of the PDF Manager that can be run, with their lists',
};

export const description: Operation['description'] = [userIdentityLocator, ...returnAllAndLimit];

export const execute: Operation['execute'] = async (context, itemIndex, { request }) => {
	const userIdentityId = readIdParameter(context, 'userIdentityId', itemIndex);
	const limit = readLimit(context, itemIndex);
	const templates = await listPdfManagerTemplates(request, userIdentityId);
	return templates.slice(0, limit).map((template) => ({ json: template }));
};
