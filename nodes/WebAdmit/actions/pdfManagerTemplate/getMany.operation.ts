import { listPdfManagerTemplates } from '../../api/pdfManagerTemplates';
import { getManyOfIdentity } from '../getMany';
import type { Operation } from '../types';

export const option: Operation['option'] = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many PDF manager templates',
	description: 'Retrieve the templates of the PDF Manager that can be run, with their lists',
};

export const { description, execute } = getManyOfIdentity(listPdfManagerTemplates);
