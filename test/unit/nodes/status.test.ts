import fc from 'fast-check';
import {
	isDownloadable,
	isFinished,
	isKnownStatus,
	KNOWN_STATUSES,
	readStatus,
	readStatuses,
	statusLabel,
} from '../../../nodes/WebAdmit/runs/status';

const TABLE = [
	{ status: 'initializing', label: 'Initializing', finished: false, downloadable: false },
	{ status: 'queued', label: 'Queued', finished: false, downloadable: false },
	{ status: 'in_progress', label: 'In Progress', finished: false, downloadable: false },
	{ status: 'available', label: 'Available', finished: true, downloadable: true },
	{
		status: 'success_with_errors',
		label: 'Success With Errors',
		finished: true,
		downloadable: true,
	},
	{ status: 'empty_list', label: 'Empty List', finished: true, downloadable: false },
	{ status: 'failed', label: 'Failed', finished: true, downloadable: false },
];

describe('the seven statuses', () => {
	it('are known in the order that a run goes through them', () => {
		expect(KNOWN_STATUSES).toEqual(TABLE.map(({ status }) => status));
	});

	it.each(TABLE)('$status', ({ status, label, finished, downloadable }) => {
		expect(isKnownStatus(status)).toBe(true);
		expect(isFinished(status)).toBe(finished);
		expect(isDownloadable(status)).toBe(downloadable);
		expect(statusLabel(status)).toBe(label);
	});

	it.each(TABLE)('$status is read from both documented spellings', ({ status, label }) => {
		expect(readStatus(status)).toBe(status);
		expect(readStatus(label)).toBe(status);
	});
});

describe('a status that is not known', () => {
	// Names that every object has must not be taken for statuses.
	it.each(['paused', '', 'Available', 'toString', 'constructor', '__proto__'])('"%s"', (status) => {
		expect(isKnownStatus(status)).toBe(false);
		expect(isFinished(status)).toBe(false);
		expect(isDownloadable(status)).toBe(false);
		expect(statusLabel(status)).toBe(status);
	});
});

describe('readStatus', () => {
	it.each([
		['  Available\n', 'available'],
		['EMPTY LIST', 'empty_list'],
		['Empty   List', 'empty_list'],
		['empty-list', 'empty_list'],
		['Empty - List', 'empty_list'],
		['success__with errors', 'success_with_errors'],
		['SuccessWithErrors', 'success_with_errors'],
		['inProgress', 'in_progress'],
		['IN_PROGRESS', 'in_progress'],
		['Waiting For Approval', 'waiting_for_approval'],
		['', ''],
	])('reads %j as %j', (written, status) => {
		expect(readStatus(written)).toBe(status);
	});

	it('reads a known status whatever its case and whatever stands between its words', () => {
		const spelling = fc
			.record({
				status: fc.constantFrom(...KNOWN_STATUSES),
				spell: fc.constantFrom(
					(word: string) => word,
					(word: string) => word.toUpperCase(),
					(word: string) => word.charAt(0).toUpperCase() + word.slice(1),
				),
				between: fc.stringMatching(/^[ \t_-]{1,3}$/),
				around: fc.stringMatching(/^[ \t\n]{0,3}$/),
			})
			.map(({ status, spell, between, around }) => ({
				status,
				written: `${around}${status.split('_').map(spell).join(between)}${around}`,
			}));
		fc.assert(
			fc.property(spelling, ({ status, written }) => {
				expect(readStatus(written)).toBe(status);
			}),
		);
	});

	it('leaves what it has read as it is', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (written) => {
				const status = readStatus(written);
				expect(readStatus(status)).toBe(status);
			}),
		);
	});
});

describe('readStatuses', () => {
	it.each([
		[
			['available', 'Empty List'],
			['available', 'empty_list'],
		],
		['Available, in_progress ,Empty List', ['available', 'in_progress', 'empty_list']],
		['failed', ['failed']],
		[['', ' ', 'failed'], ['failed']],
		['failed,,', ['failed']],
		['', []],
		[[], []],
		[undefined, []],
		[null, []],
		[{ 0: 'failed' }, []],
	])('reads %j as %j', (filter, statuses) => {
		expect(readStatuses(filter)).toEqual(statuses);
	});
});
