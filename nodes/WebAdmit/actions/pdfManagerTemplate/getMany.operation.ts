import { listPdfManagerTemplates } from '../../api/pdfManagerTemplates';
import { getManyOfIdentity } from '../operation/getMany';
import type { Operation } from '../operation/types';

export const option: Operation['option'] = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many PDF manager templates',
	description: 'Retrieve the PDF Manager templates that you can run, with their lists',
};

export const { description, execute } = getManyOfIdentity(listPdfManagerTemplates);
