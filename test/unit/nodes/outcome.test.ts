import { exportFile } from '../../../nodes/WebAdmit/runs/kinds/exportFile';
import { assertSucceeded } from '../../../nodes/WebAdmit/runs/outcome';
import type { Run } from '../../../nodes/WebAdmit/runs/RunKind';
import { explanation, thrownBy } from './explanation';

function fileWith(status: string): Run {
	return { id: 74780, parentId: 86446, sourceId: 86446, status, links: [], fields: {} };
}

describe('assertSucceeded', () => {
	it.each(['available', 'success_with_errors', 'empty_list'])('lets %s pass', (status) => {
		expect(() => {
			assertSucceeded(exportFile, fileWith(status));
		}).not.toThrow();
	});

	it('names the export and the run when the run failed', () => {
		expect(
			explanation(
				thrownBy(() => {
					assertSucceeded(exportFile, fileWith('failed'));
				}),
			),
		).toEqual({
			message: 'Run 74780 of export 86446 failed in WebAdMIT',
			description:
				'Look at the export in WebAdMIT, run it there once, and correct what it complains about. Then run this again.',
		});
	});

	it.each([
		['initializing', 'Initializing'],
		['queued', 'Queued'],
		['in_progress', 'In Progress'],
		['waiting_for_approval', 'waiting_for_approval'],
	])('says that a run which is %s is still running, and how to wait for it', (status, label) => {
		expect(
			explanation(
				thrownBy(() => {
					assertSucceeded(exportFile, fileWith(status));
				}),
			),
		).toEqual({
			message: `Run 74780 of export 86446 is still running: its status is "${label}"`,
			description:
				"Turn on 'Wait Until Ready' in the operation 'Download' to wait for it, or download it later: the run continues in WebAdMIT.",
		});
	});
});
