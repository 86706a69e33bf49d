import { listUserIdentities, userIdentityLabel } from '../../../nodes/WebAdmit/api/userIdentities';
import { explanation, rejectionOf } from './explanation';
import { recordingRequest } from './recordingRequest';

const written = {
	id: 37442,
	type: 'Institution User',
	association: 'SOPHAS',
	institution: 'Demo University School of Public Health',
	organization: null,
	cycle: '2014 - 2015',
};

describe('listUserIdentities', () => {
	it('asks for the identities, and passes on every field', async () => {
		const identities = [written, { ...written, id: 1, added: { a: 1 } }];
		const { request, calls } = recordingRequest({ user_identities: identities });
		expect(await listUserIdentities(request)).toStrictEqual(identities);
		expect(calls).toStrictEqual([{ path: ['user_identities'] }]);
	});

	it('gives ids as numbers', async () => {
		const { request } = recordingRequest({ user_identities: [{ ...written, id: '37442' }] });
		expect(await listUserIdentities(request)).toStrictEqual([written]);
	});

	it.each([
		[{ type: 'a' }, '{"type":"a"}'],
		[{ id: '0' }, '{"id":"0"}'],
		[null, 'null'],
		[[], '[]'],
	])('refuses the entry %j', async (entry, shown) => {
		const { request } = recordingRequest({ user_identities: [entry] });
		expect(explanation(await rejectionOf(listUserIdentities(request)))).toEqual({
			message:
				"WebAdMIT's answer does not have the expected form: 'id' of a user identity is missing",
			description: `Check 'Environment' and 'Base URL' in the credential. What came instead: ${shown}`,
		});
	});

	it('refuses an answer without a list', async () => {
		const { request } = recordingRequest({ exports: [] });
		expect(explanation(await rejectionOf(listUserIdentities(request))).message).toBe(
			"WebAdMIT's answer does not have the expected form: the list 'user_identities' is missing",
		);
	});
});

describe('userIdentityLabel', () => {
	it('begins with the cycle, since the editor cuts the end off', () => {
		expect(userIdentityLabel(written)).toBe(
			'2014 - 2015 · SOPHAS · Demo University School of Public Health',
		);
	});

	it('has all four parts where they are there', () => {
		expect(userIdentityLabel({ ...written, organization: 'Epidemiology' })).toBe(
			'2014 - 2015 · SOPHAS · Demo University School of Public Health · Epidemiology',
		);
	});

	it.each([null, undefined, '', 42])('leaves out a part that is %j', (part) => {
		expect(userIdentityLabel({ ...written, institution: part, cycle: part })).toBe('SOPHAS');
	});

	it('says nothing twice', () => {
		expect(
			userIdentityLabel({ ...written, institution: 'SOPHAS', organization: '2014 - 2015' }),
		).toBe('2014 - 2015 · SOPHAS');
	});

	it('is the type and the id where there is nothing else', () => {
		expect(userIdentityLabel({ id: 37442, type: 'Admissions User' })).toBe('Admissions User 37442');
		expect(userIdentityLabel({ id: 37442, type: null })).toBe('User Identity 37442');
		expect(userIdentityLabel({ id: 37442 })).toBe('User Identity 37442');
	});
});
