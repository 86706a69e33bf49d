import { Series, withFigures } from '../../chaos/report';
import type { Night } from '../../chaos/record';
import { at, execution, good } from './goodNight';

/** The figures of a series with these nights, by what they count. */
function figuresOf(...nights: Night[]): Record<string, number> {
	const series = new Series({ name: 'One n8n', commit: 'abc', seed: 7 });
	for (const night of nights) {
		series.add(night, { counts: new Map([['SIGKILL', 2]]), memory: 2 ** 20, tookMs: 60_000 });
	}
	const rows = [...series.text().matchAll(/^\| (.+) \| (\d+) \|$/gm)];
	return Object.fromEntries(
		rows.map(([, what = '', count]): [string, number] => [what, Number(count)]),
	);
}

test('a series counts what its nights did and what was lost', () => {
	const bad = good();
	bad.executions = bad.executions.filter(({ id }) => id !== '2');
	bad.executions.push(
		execution({ id: '9', status: 'crashed', stoppedAt: at(2) }),
		execution({ id: '10', status: 'error', stoppedAt: at(2.5) }),
	);
	bad.down.push({ from: at(3), to: at(8), role: 'all' });

	expect(figuresOf(good(), bad)).toMatchObject({
		'Orders sent to workflows': 6,
		'Runs and batches in WebAdMIT': 8,
		'Executions of n8n': 13,
		'Files delivered, each compared byte by byte': 5,
		'Executions started by a trigger': 1,
		'Runs found by the polling trigger': 8,
		'Decisions set': 2,
		'Errors that said what was not delivered': 1,
		'Lost: executions that ended because n8n was stopped': 1,
		'Lost: callbacks that no trigger received': 1,
		'n8n is killed and started again': 4,
		'A download stalls': 0,
	});
});

test('a series says which nights it had', () => {
	const series = new Series({ name: 'Queue mode', commit: 'abc', seed: 7 });
	for (const night of [good(), good(), good()]) {
		series.add(night, { counts: new Map(), memory: 3 * 2 ** 20, tookMs: 60_000 });
	}

	expect(series.text()).toContain('Queue mode: 3 nights, seeds 7 to 9, commit abc, 3 minutes.');
});

describe('the figures of a series', () => {
	const page = `# Page

<!-- Figures: One n8n -->

old

<!-- End of figures -->

Between

<!-- Figures: Queue mode -->
<!-- End of figures -->

After
`;

	test('go between its marks, and what is around them stays', () => {
		const once = withFigures(page, 'One n8n', 'new');
		const twice = withFigures(once, 'Queue mode', 'queued');

		expect(twice).toBe(
			page.replace('old', 'new').replace('mode -->\n<', 'mode -->\n\nqueued\n\n<'),
		);
	});

	test.each([undefined, '', '# Page without marks'])(
		'are all of the file where it is %j',
		(text) => {
			expect(withFigures(text, 'One n8n', 'new')).toBe('new\n');
		},
	);
});
