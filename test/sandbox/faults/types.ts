import type { Json, JsonObject } from '../types';
import type { ContentEncoding } from './body';

/**
 * What goes wrong. The first group replaces the answer, so the request has no effect (unless `carriedOut` says so). The
 * second group spoils the answer. The third changes what a JSON answer of the API says about a run or a batch.
 */
export type FaultKind =
	// in place of the answer
	| 'reset'
	| 'hang'
	| { status: number; headers?: Record<string, string>; body?: Json }
	| { redirect: string; status?: number }
	| { delayMs: number }
	// the answer, spoiled
	| 'resetMid'
	| 'truncate'
	| 'stall'
	| 'zeroBytes'
	| 'moreBytes'
	| 'endless'
	| { bytesPerSecond: number }
	| { headers: Record<string, string | null> }
	| { contentEncoding: ContentEncoding; cut?: boolean }
	// the answer, with other facts about the run or batch, or another signed URL
	| { patch: JsonObject }
	| { downloadUrl: string }
	| 'expiredUrl'
	| 'wrongSignature';

/** A fault, and which requests meet it. A request meets at most one fault: the oldest that fits it. */
export interface Fault {
	on: 'api' | 'files';
	/** Default: every method. */
	method?: string;
	/** Regular expression that the path (without query) must match; default: every path. */
	path?: string;
	/** How many requests meet it. Default: all, until the faults are cleared. */
	times?: number;
	/** How many fitting requests get through first. Default: 0. */
	after?: number;
	/**
	 * For faults that replace the answer: whether the request takes effect before its answer is lost or replaced. Default:
	 * false.
	 */
	carriedOut?: boolean;
	kind: FaultKind;
}

/** A fault with how often it was met. */
export interface FaultState extends Fault {
	/** Fitting requests so far, those let through included. */
	seen: number;
	/** Requests that met it so far. */
	met: number;
}

/** Whether this kind replaces the answer. Then the request need not take effect. */
export function replacesAnswer(kind: FaultKind): boolean {
	if (typeof kind === 'string') return kind === 'reset' || kind === 'hang';
	return 'status' in kind || 'redirect' in kind;
}
