import { listExports } from '../../../nodes/WebAdmit/api/exports';
import { explanation, rejectionOf } from './explanation';
import { recordingRequest } from './recordingRequest';

const written = {
	id: 86446,
	name: 'Test API Export',
	list_type: 'all',
	format: 'Comma-Separated Values',
	mime_type: 'text/csv;charset=iso-8859-1',
};

describe('listExports', () => {
	it('asks for the exports of one identity', async () => {
		const { request, calls } = recordingRequest({ exports: [] });
		expect(await listExports(request, 37442)).toEqual([]);
		expect(calls).toStrictEqual([{ path: ['user_identities', 37442, 'exports'] }]);
	});

	it('asks for the exports of all identities', async () => {
		const { request, calls } = recordingRequest({ exports: [] });
		expect(await listExports(request)).toEqual([]);
		expect(calls).toStrictEqual([{ path: ['exports'] }]);
	});

	it('passes on every field, also those that WebAdMIT adds', async () => {
		const exports = [
			{ ...written, owner: 'José' },
			{ ...written, id: 2, list_type: null },
		];
		expect(await listExports(recordingRequest({ exports }).request)).toStrictEqual(exports);
	});

	it('gives ids as numbers', async () => {
		const { request } = recordingRequest({ exports: [{ ...written, id: '86446' }] });
		expect(await listExports(request)).toStrictEqual([written]);
	});

	it.each([
		[{ name: 'a' }, '{"name":"a"}'],
		[{ id: 0 }, '{"id":0}'],
		[null, 'null'],
		['a', '"a"'],
	])('refuses the entry %j', async (entry, shown) => {
		const { request } = recordingRequest({ exports: [written, entry] });
		expect(explanation(await rejectionOf(listExports(request)))).toEqual({
			message: "WebAdMIT's answer does not have the expected form: 'id' of an export is missing",
			description: `Check 'Environment' and 'Base URL' in the credential. What came instead: ${shown}`,
		});
	});

	it('refuses an answer without a list', async () => {
		const { request } = recordingRequest({ message: 'Hello' });
		expect(explanation(await rejectionOf(listExports(request)))).toEqual({
			message: "WebAdMIT's answer does not have the expected form: the list 'exports' is missing",
			description:
				'Check \'Environment\' and \'Base URL\' in the credential. What came instead: {"message":"Hello"}',
		});
	});
});
