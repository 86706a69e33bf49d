import { listCustomFields } from '../../api/customFields';
import { programParameters, readProgram } from '../operation/applicant';
import { getManyOf } from '../operation/getMany';
import type { Operation } from '../operation/types';

export const option: Operation['option'] = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many custom fields',
	description: 'Retrieve the custom fields of a program, with their types and options',
};

export const { description, execute } = getManyOf({
	parameters: programParameters,
	readWhere: readProgram,
	list: listCustomFields,
});
