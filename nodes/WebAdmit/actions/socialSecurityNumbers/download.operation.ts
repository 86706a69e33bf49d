import { getSocialSecurityNumbers } from '../../api/socialSecurityNumbers';
import { userIdentityLocator } from '../../fields/locators';
import { binaryPropertyName } from '../../fields/options';
import { readIdParameter } from '../../parameters/ids';
import { parametersOfItem } from '../../parameters/NodeParameters';
import { readOutputField } from '../../parameters/outputField';
import type { ItemOperation, Operation } from '../operation/types';

export const option: Operation['option'] = {
	name: 'Download',
	value: 'download',
	action: 'Download social security numbers',
	description:
		"Get the applicants' social security numbers as a PGP message, encrypted for the key of your school",
};

export const description: Operation['description'] = [userIdentityLocator, binaryPropertyName];

export const execute: ItemOperation['execute'] = async (context, itemIndex, { request }) => {
	const parameters = parametersOfItem(context, itemIndex);
	const userIdentityId = readIdParameter(parameters, 'userIdentityId');
	const field = readOutputField(parameters);
	const message = await getSocialSecurityNumbers(request, userIdentityId);
	const binary = await context.helpers.prepareBinaryData(
		Buffer.from(message),
		'social-security-numbers.pgp',
		'text/plain',
	);
	return [{ json: { user_identity_id: userIdentityId }, binary: { [field]: binary } }];
};
