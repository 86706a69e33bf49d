import { ExplainedError, valueInMessage } from '../errors';
import type { WaitOptions } from '../runs/RunWatcher';
import type { Entered } from './Entered';
import { atItem, readOption } from './Entered';
import type { NodeParameters } from './NodeParameters';

/** Reads `options.pollInterval` (seconds) and `options.maxWait` (minutes). Returns both in milliseconds. */
export function readWaitOptions(parameters: NodeParameters): WaitOptions {
	const pollInterval = readOption(parameters, 'options', 'pollInterval', 'Poll Interval', 15);
	const maxWait = readOption(parameters, 'options', 'maxWait', 'Max Wait', 60);
	return {
		pollInterval: atLeast(1, pollInterval, 'seconds') * 1_000,
		maxWait: atLeast(0, maxWait, 'minutes') * 60_000,
	};
}

/** The most seconds or minutes. A larger number is a mistake in an expression. */
const MOST = 1_000_000;

function atLeast(least: number, field: Entered, unit: string): number {
	const { value, label } = field;
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	if (typeof number === 'number' && number >= least && number <= MOST) return number;
	throw new ExplainedError(
		`'${label}' must be a number of ${unit} from ${least} to ${MOST}, but it is ${valueInMessage(value)}${atItem(field)}`,
		{ description: `Change '${label}' in the options of this node.` },
	);
}
