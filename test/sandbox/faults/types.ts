import type { Json, JsonObject } from '../types';
import type { ContentEncoding } from './body';

/**
 * What goes wrong. The first group stands in for the answer, so the request has no effect (unless
 * `carriedOut` says so); the second group spoils the answer; the third changes what a JSON answer of the
 * API says about a run or a batch.
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

/** Which requests meet which trouble. A request meets one fault at most: the oldest that fits it. */
export interface Fault {
	on: 'api' | 'files';
	/** Default: every method. */
	method?: string;
	/** Regular expression that the path (without query) must match; default: every path. */
	path?: string;
	/** How many requests meet it; default: all, until the faults are cleared. */
	times?: number;
	/** How many fitting requests are let through first; default 0. */
	after?: number;
	/**
	 * For what stands in for the answer: whether the request is carried out before its answer is lost
	 * or replaced. Default false.
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

/** Whether this kind takes the place of the answer, so that the request need not be carried out. */
export function replacesAnswer(kind: FaultKind): boolean {
	if (typeof kind === 'string') return kind === 'reset' || kind === 'hang';
	return 'status' in kind || 'redirect' in kind;
}
