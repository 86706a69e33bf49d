import { runsGoingOn } from '../../../nodes/WebAdmit/runs/runsGoingOn';
import { ExplainedError } from '../../../nodes/WebAdmit/errors';
import { exportFile } from '../../../nodes/WebAdmit/runs/kinds/exportFile';
import type { ApiRequest } from '../../../nodes/WebAdmit/transport/apiRequest';

/** WebAdMIT with the given answers by path; for every other path it has an error of this status. */
function webAdmit(
	answers: Record<string, unknown>,
	httpCode = 404,
): { request: ApiRequest; asked: string[] } {
	const asked: string[] = [];
	return {
		asked,
		request: async ({ path }) => {
			const name = path.join('/');
			asked.push(name);
			if (name in answers) return answers[name];
			throw new ExplainedError(`There is no answer for ${name}`, { description: '', httpCode });
		},
	};
}

function files(...statuses: Array<[id: number, status: string]>) {
	return { export_files: statuses.map(([id, status]) => ({ id, export_id: 86446, status })) };
}

describe('runsGoingOn', () => {
	it('has the runs of all identities that are not finished', async () => {
		const { request, asked } = webAdmit({
			user_identities: { user_identities: [{ id: 1 }, { id: 2 }] },
			'user_identities/1/export_files': files([11, 'Available'], [12, 'Queued']),
			'user_identities/2/export_files': files([21, 'In Progress'], [22, 'Failed'], [23, 'Paused']),
		});
		const { runs } = await runsGoingOn(request, exportFile, 2);
		expect([...runs].map(([id, file]) => [id, file.id, file.status])).toEqual([
			[21, 21, 'in_progress'],
			[23, 23, 'paused'],
			[12, 12, 'queued'],
		]);
		// The given identity is asked for once.
		expect(asked).toEqual([
			'user_identities',
			'user_identities/2/export_files',
			'user_identities/1/export_files',
		]);
	});

	it('has the runs of the given identity when WebAdMIT does not list any', async () => {
		const { request } = webAdmit({ 'user_identities/2/export_files': files([21, 'Queued']) });
		expect([...(await runsGoingOn(request, exportFile, 2)).runs.keys()]).toEqual([21]);
	});

	it('has the runs beside one that is odd, whoever has it', async () => {
		const odd = { id: 13, export_id: 86446, status: null };
		const { request } = webAdmit({
			user_identities: { user_identities: [{ id: 1 }, { id: 2 }] },
			'user_identities/1/export_files': {
				export_files: [odd, { id: 12, export_id: 86446, status: 'Queued' }],
			},
			'user_identities/2/export_files': { export_files: [odd] },
		});
		expect([...(await runsGoingOn(request, exportFile, 2)).runs.keys()]).toEqual([12]);
	});

	it.each([401, 403, 404])('leaves out what WebAdMIT does not let be seen: %i', async (status) => {
		const { request } = webAdmit(
			{
				user_identities: { user_identities: [{ id: 1 }, { id: 2 }] },
				'user_identities/1/export_files': files([12, 'Queued']),
			},
			status,
		);
		expect([...(await runsGoingOn(request, exportFile, 2)).runs.keys()]).toEqual([12]);
	});

	it.each([429, 500, 503])('fails when WebAdMIT does not answer: %i', async (status) => {
		await expect(runsGoingOn(webAdmit({}, status).request, exportFile, 2)).rejects.toThrow(
			'no answer',
		);
		const { request } = webAdmit({ user_identities: { user_identities: [] } }, status);
		await expect(runsGoingOn(request, exportFile, 2)).rejects.toThrow('no answer');
	});
});
