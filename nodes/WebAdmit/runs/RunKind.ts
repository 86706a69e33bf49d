import type { IDataObject } from 'n8n-workflow';
import type { TellOdd } from '../api/read';
import type { ApiRequest } from '../transport/apiRequest';
import type { WrittenCallback } from '../transport/ownWebhook';

/** The kinds of things that WebAdMIT runs. The names are values of 'Resource' in saved workflows. */
export type RunKindName = 'exportFile' | 'pdfManagerBatch';

/** What a call about one run has to name. */
export interface RunAddress {
	id: number;
	/** The ID before it in the path of the call. For an export file, the ID of the export. For a batch, the ID of the identity. */
	parentId: number;
	/** The identity that it was run for, if that is known. WebAdMIT does not say it in the answer for a single export file. */
	userIdentityId?: number;
}

/** One run of an export or a PDF Manager template, as WebAdMIT knows it. */
export interface Run extends RunAddress {
	/** What was run: the ID of the export or of the template. */
	sourceId: number;
	/** In the form of `status.ts`, e.g. `in_progress`. */
	status: string;
	/** Where its files are: URLs or paths, which may be secret. Only the answer for a single run has them, once there are files. */
	links: string[];
	/** Every other field as it came: `href`, and fields that WebAdMIT adds later. */
	fields: IDataObject;
}

/** One of the files that a run ends with. */
export interface RunFile {
	/** The fields that the output has for this file, beside those of the run. */
	fields: IDataObject;
	/** Name without an extension, in case the host of the file states no name. */
	fallbackName: string;
	/** Whether it may be text, whose encoding can be changed. All other files keep every byte. */
	mayBeText: boolean;
	/**
	 * Asks for a download URL. It is signed, on another host, and valid for less than 30 seconds. It is a secret, since
	 * anyone who has it can download the file. Each call gives a new one.
	 */
	downloadUrl: (request: ApiRequest) => Promise<string>;
}

/**
 * What a callback says about a run: which one has finished, and how. WebAdMIT does not sign its callbacks, so anyone may
 * have sent it. It has no links, since a false one could lead anywhere.
 */
export type Callback = Run;

/** The words for a kind of run in messages. */
export interface RunWords {
	/** One run, e.g. `run`. */
	run: string;
	/** Several, e.g. `runs`. */
	runs: string;
	/** What is run, e.g. `export`. */
	source: string;
	/** Label of the parameter with the sources that a trigger accepts, e.g. `Export IDs`. */
	sourceIds: string;
	/** The operation that lists runs, e.g. `List Recent`. */
	listOperation: string;
}

/** A kind of thing that WebAdMIT runs. It holds everything in which the kinds differ. */
export interface RunKind {
	name: RunKindName;
	words: RunWords;
	/** Protocols of the callback URLs that WebAdMIT accepts, e.g. `https:`. */
	callbackProtocols: string[];
	/**
	 * Starts a run. While a run of the same source is running, WebAdMIT answers with that run and starts no other.
	 *
	 * @param callback URL that WebAdMIT calls when the run has finished.
	 */
	start: (
		request: ApiRequest,
		userIdentityId: number,
		sourceId: number,
		callback?: string,
	) => Promise<Run>;
	/** The current state of one run and, once there are files, where they are. */
	get: (request: ApiRequest, address: RunAddress) => Promise<Run>;
	/** The recent runs of an identity in WebAdMIT's order, without links. Those that can't be read are left out. */
	list: (request: ApiRequest, userIdentityId: number, tell?: TellOdd) => Promise<Run[]>;
	/** The output for a run. It never has a download URL. */
	output: (run: Run) => IDataObject;
	/**
	 * The files of a run that `get` returned. Empty if there are none, or none yet.
	 *
	 * @throws ExplainedError if WebAdMIT says that there are files, but not where.
	 */
	files: (run: Run) => RunFile[];
	/**
	 * Reads the body of a callback: an object or a text, depending on n8n and proxies.
	 *
	 * @returns undefined if it is not a callback of this kind.
	 */
	readCallback: (body: unknown) => Callback | undefined;
	/** A callback about a run, in WebAdMIT's form, with the status of the run. */
	writeCallback: (run: Run) => WrittenCallback;
	/** The name in the list 'Resource', e.g. `Export File`. */
	displayName: string;
	/** Name of a trigger's option with the sources that it accepts, e.g. `exportIds`. Its label is `words.sourceIds`. */
	sourceIdsOption: string;
}

/** The name of a run in messages, e.g. "run 74780 of export 86446". */
export function nameOfRun(
	{ words }: RunKind,
	{ id, sourceId }: Pick<Run, 'id' | 'sourceId'>,
): string {
	return `${words.run} ${id} of ${words.source} ${sourceId}`;
}
