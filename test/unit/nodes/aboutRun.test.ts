import { ExplainedError } from '../../../nodes/WebAdmit/errors';
import { aboutRun } from '../../../nodes/WebAdmit/runs/aboutRun';
import { exportFile } from '../../../nodes/WebAdmit/runs/kinds/exportFile';
import { rejectionOf } from './explanation';

const run = {
	id: 74780,
	parentId: 86446,
	sourceId: 86446,
	status: 'queued',
	links: [],
	fields: {},
};

const failingWith = async (error: Error) =>
	await rejectionOf(
		aboutRun(exportFile, run, async () => {
			throw error;
		}),
	);

describe('aboutRun', () => {
	it('gives what comes of the task', async () => {
		expect(await aboutRun(exportFile, run, async () => 42)).toBe(42);
	});

	it('names the run in an error, which is otherwise as it was', async () => {
		const more = { description: 'Come back.', httpCode: 429, isPassing: true, retryAt: 42 };
		const error = await failingWith(new ExplainedError('The limit is reached', more));
		expect(error).toBeInstanceOf(ExplainedError);
		expect(error).toMatchObject({
			message: 'The limit is reached (run 74780 of export 86446)',
			...more,
		});
	});

	it('names it at the end of a sentence', async () => {
		const error = await failingWith(new ExplainedError('List is locked.', { description: '' }));
		expect(error).toMatchObject({ message: 'List is locked (run 74780 of export 86446)' });
	});

	it('does not name it twice', async () => {
		const error = new ExplainedError('Run 74780 of export 86446 failed', { description: '' });
		expect(await failingWith(error)).toBe(error);
	});

	it('leaves an error as it is that is none of ours, such as the end of the execution', async () => {
		const cancelled = new Error('The execution was cancelled');
		expect(await failingWith(cancelled)).toBe(cancelled);
	});
});
