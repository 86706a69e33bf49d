import { confirmCallback } from '../../../nodes/WebAdmit/callbacks/confirm';
import { ExplainedError } from '../../../nodes/WebAdmit/errors';
import { rejectionOf } from './explanation';
import { recordingRequest } from './recordingRequest';

const callback = { exportFileId: 74780, exportId: 86446, status: 'available' };

const written = { id: 74780, export_id: 86446, status: 'Empty List' };

describe('confirmCallback', () => {
	it('believes what WebAdMIT answers, not what the callback says', async () => {
		const { request, calls } = recordingRequest({ export_files: written });
		expect(await confirmCallback(request, callback)).toStrictEqual({
			id: 74780,
			exportId: 86446,
			status: 'empty_list',
			downloadUrl: undefined,
			more: {},
		});
		expect(calls).toStrictEqual([{ path: ['exports', 86446, 'export_files', 74780] }]);
	});

	it.each([
		['has not finished', { ...written, status: 'In Progress' }],
		['has an unknown status', { ...written, status: 'Paused' }],
		['is another run', { ...written, id: 74781 }],
		['is one of another export', { ...written, export_id: 86447 }],
	])('does not confirm a run that %s', async (_, file) => {
		const { request } = recordingRequest({ export_files: file });
		expect(await confirmCallback(request, callback)).toBeUndefined();
	});

	it('does not confirm a run that WebAdMIT does not know', async () => {
		const notFound = new ExplainedError('Not Found', { description: '', httpCode: 404 });
		expect(
			await confirmCallback(async () => {
				throw notFound;
			}, callback),
		).toBeUndefined();
	});

	it.each([
		new ExplainedError('Unavailable', { description: '', httpCode: 503 }),
		new ExplainedError('Refused', { description: '', httpCode: 401 }),
		new ExplainedError('No connection', { description: '' }),
		Object.assign(new Error('Not Found'), { httpCode: 404 }),
	])('passes on why WebAdMIT does not answer: $message', async (error) => {
		const request = async () => {
			throw error;
		};
		expect(await rejectionOf(confirmCallback(request, callback))).toBe(error);
	});
});
