import {
	startWithCallback,
	startWithoutCallback,
} from '../../../nodes/WebAdmit/callbacks/startWithCallback';
import { ExplainedError, UnsureError } from '../../../nodes/WebAdmit/errors';
import { exportFile } from '../../../nodes/WebAdmit/runs/kinds/exportFile';
import { pdfManagerBatch } from '../../../nodes/WebAdmit/runs/kinds/pdfManagerBatch';
import type { Run, RunKind } from '../../../nodes/WebAdmit/runs/RunKind';

const OURS = 'https://n8n.example.edu/ours';
const THEIRS = 'https://n8n.example.edu/theirs';

/** Every test has runs of its own: what was started is remembered for as long as the process lives. */
let lastId = 0;
let run: Run;

beforeEach(() => {
	run = { id: ++lastId, parentId: 1, sourceId: 1, status: 'queued', links: [], fields: {} };
});

interface Options {
	kind?: RunKind;
	baseUrl?: string;
	/** Whether the run was there when WebAdMIT was asked. */
	wasThere?: boolean;
	askedAt?: number;
	start?: () => Promise<Run>;
}

const BASE = { kind: exportFile, baseUrl: 'https://api.webadmit.org' };

async function willCallBack(callbackUrl: string, options: Options = {}): Promise<boolean> {
	const { wasThere = false, askedAt = 0, start = async () => run, ...more } = options;
	const runs = new Map(wasThere ? [[run.id, run]] : []);
	const before = { askedAt, runs, userIdentityIds: new Set<number>() };
	const started = await startWithCallback({
		...BASE,
		sourceId: run.id,
		callbackUrl,
		before,
		start,
		...more,
	});
	expect(started.run).toBe(run);
	return started.willCallBack;
}

const lost = async (): Promise<never> => {
	throw new UnsureError(new ExplainedError('Lost', { description: 'Again' }), 'Look');
};

const refused = async (): Promise<never> => {
	throw new ExplainedError('Refused', { description: 'No' });
};

test('a run that was not there before calls back', async () => {
	expect(await willCallBack(OURS)).toBe(true);
});

test('a run that was there calls somebody else back', async () => {
	expect(await willCallBack(OURS, { wasThere: true })).toBe(false);
});

test('a run that was there calls back whoever has started it here', async () => {
	await willCallBack(OURS);

	expect(await willCallBack(OURS, { wasThere: true })).toBe(true);
	expect(await willCallBack(THEIRS, { wasThere: true })).toBe(false);
	expect(await willCallBack(OURS, { wasThere: true })).toBe(true);
});

test('of two that both found nothing before, only the first is called back', async () => {
	let answer: (run: Run) => void = () => {};
	const slow = new Promise<Run>((resolve) => (answer = resolve));
	const first = willCallBack(OURS, { start: async () => await slow });
	const second = willCallBack(THEIRS);
	answer(run);

	expect(await Promise.all([first, second])).toEqual([true, false]);
});

test('another WebAdMIT, and another kind, have other runs with the same ID', async () => {
	await willCallBack(OURS);

	expect(await willCallBack(THEIRS, { baseUrl: 'https://prelaunch.webadmit.org' })).toBe(true);
	expect(await willCallBack(THEIRS, { kind: pdfManagerBatch })).toBe(true);
});

test('a run that is found without a callback, and that a lost start may have started, calls that one', async () => {
	await expect(willCallBack(OURS, { start: lost })).rejects.toThrow('Lost');
	await startWithoutCallback({ ...BASE, sourceId: run.id, start: async () => run });

	expect(await willCallBack(OURS, { wasThere: true })).toBe(true);
});

test('a start that was canceled does not wait for another one, and is never sent', async () => {
	let answer: (run: Run) => void = () => {};
	const slow = new Promise<Run>((resolve) => (answer = resolve));
	const sourceId = run.id;
	const first = startWithoutCallback({ ...BASE, sourceId, start: async () => await slow });
	const canceled = new AbortController();
	const { signal } = canceled;
	const start = jest.fn(async () => run);
	const second = startWithoutCallback({ ...BASE, sourceId, start, signal });
	const third = willCallBack(OURS);
	canceled.abort(new Error('Canceled'));

	await expect(second).rejects.toThrow('Canceled');
	answer(run);
	await first;
	expect(await third).toBe(false);
	expect(start).not.toHaveBeenCalled();
});

test('a run that was started without a callback calls nobody', async () => {
	await startWithoutCallback({ ...BASE, sourceId: 86446, start: async () => run });

	expect(await willCallBack(OURS)).toBe(false);
});

test('a run that was started without a callback calls nobody, even if that is known later', async () => {
	let answer: (run: Run) => void = () => {};
	const slow = new Promise<Run>((resolve) => (answer = resolve));
	const sourceId = run.id;
	const without = startWithoutCallback({ ...BASE, sourceId, start: async () => await slow });
	const second = willCallBack(OURS);
	answer(run);

	expect(await without).toBe(run);
	expect(await second).toBe(false);
});

test('a start without a callback that was refused keeps nobody from being called', async () => {
	const sourceId = run.id;
	const without = startWithoutCallback({ ...BASE, sourceId, start: refused });
	const second = willCallBack(OURS);

	await expect(without).rejects.toThrow('Refused');
	expect(await second).toBe(true);
});

test('a start without a callback whose answer was lost may have started what comes next', async () => {
	const sourceId = run.id;
	const without = startWithoutCallback({ ...BASE, sourceId, start: lost });
	const second = willCallBack(OURS);

	await expect(without).rejects.toThrow('Lost');
	expect(await second).toBe(false);
});

test('a lost start has not started what was not there afterwards', async () => {
	const sourceId = run.id;
	await expect(startWithoutCallback({ ...BASE, sourceId, start: lost })).rejects.toThrow('Lost');

	expect(await willCallBack(OURS, { askedAt: Date.now() + 1 })).toBe(true);
});

test('a lost start has not started what was there before', async () => {
	await expect(willCallBack(OURS, { start: lost, wasThere: true })).rejects.toThrow('Lost');

	expect(await willCallBack(OURS, { wasThere: true })).toBe(false);
});

test('of two lost starts, the first may have started what comes next', async () => {
	await expect(willCallBack(THEIRS, { start: lost })).rejects.toThrow('Lost');
	await expect(willCallBack(OURS, { start: lost })).rejects.toThrow('Lost');

	expect(await willCallBack(OURS, { wasThere: true })).toBe(false);
});

test('getting a run once more without a callback changes nothing about whom it calls', async () => {
	await willCallBack(OURS);
	await startWithoutCallback({ ...BASE, sourceId: 86446, start: async () => run });

	expect(await willCallBack(OURS, { wasThere: true })).toBe(true);
});

test('an ID that comes again, though nothing with it was there, is another run', async () => {
	await willCallBack(OURS);

	expect(await willCallBack(THEIRS, { askedAt: Date.now() + 1 })).toBe(true);
});

test('a start whose answer was lost is taken for the one of the run that is there afterwards', async () => {
	await expect(willCallBack(OURS, { start: lost })).rejects.toThrow('Lost');

	expect(await willCallBack(OURS, { wasThere: true })).toBe(true);
});

test('a start whose answer was lost some minutes ago is not, since somebody else may have started it', async () => {
	jest.useFakeTimers();
	try {
		await expect(willCallBack(OURS, { start: lost })).rejects.toThrow('Lost');
		jest.advanceTimersByTime(2 * 60_000);

		expect(await willCallBack(OURS, { wasThere: true })).toBe(false);
	} finally {
		jest.useRealTimers();
	}
});

test('a start that was refused is not', async () => {
	await expect(willCallBack(OURS, { start: refused })).rejects.toThrow('Refused');

	expect(await willCallBack(OURS, { wasThere: true })).toBe(false);
});
