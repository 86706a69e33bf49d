import type { IDataObject } from 'n8n-workflow';
import type { TellOdd } from '../api/read';
import type { ApiRequest } from '../transport/apiRequest';
import type { WrittenCallback } from '../transport/ownWebhook';

/** The kinds of things that WebAdMIT runs, named as the values of 'Resource' that saved workflows hold. */
export type RunKindName = 'exportFile' | 'pdfManagerBatch';

/** What WebAdMIT is asked for one run by. */
export interface RunAddress {
	id: number;
	/** The ID that stands before it in the path: of the export for an export file, of the identity for a batch. */
	parentId: number;
	/** For whom it was run, where that is known: WebAdMIT does not say that of a single export file. */
	userIdentityId?: number;
}

/** One run of an export or a PDF Manager template, as WebAdMIT knows it. */
export interface Run extends RunAddress {
	/** What was run: the ID of the export or of the template. */
	sourceId: number;
	/** In the form of `status.ts`, e.g. `in_progress`. */
	status: string;
	/** Where its files are. Only in the answer for a single run, and only once there are files. May be secret. */
	links: string[];
	/** Every other field as it came: `href`, and what WebAdMIT adds some day. */
	fields: IDataObject;
}

/** One of the files that a run ends with. */
export interface RunFile {
	/** What the output says about this file beside what it says about the run. */
	fields: IDataObject;
	/** Name without extension, for a file to which its host gives none. */
	fallbackName: string;
	/** Whether it may be text, whose encoding can be changed. Of every other file, each byte is kept. */
	mayBeText: boolean;
	/**
	 * Asks for a download URL: signed, on another host, valid for less than 30 seconds. A secret: for whoever has it, the
	 * file is open. Each call gives a new one.
	 */
	downloadUrl: (request: ApiRequest) => Promise<string>;
}

/**
 * What a callback says of a run: which one has finished, and how. WebAdMIT does not sign its callbacks, so it may be
 * anybody who says so. Without links: a forged one would lead anywhere.
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

/** A kind of thing that WebAdMIT runs: everything in which one kind differs from the others. */
export interface RunKind {
	name: RunKindName;
	words: RunWords;
	/** Which URLs WebAdMIT takes as a callback, e.g. `https:`. */
	callbackProtocols: string[];
	/**
	 * Starts a run. While one of the same source is running, WebAdMIT answers with that run instead of starting another.
	 *
	 * @param callback URL that WebAdMIT calls when the run has finished.
	 */
	start: (
		request: ApiRequest,
		userIdentityId: number,
		sourceId: number,
		callback?: string,
	) => Promise<Run>;
	/** The present state of one run and, once there are files, where they are. */
	get: (request: ApiRequest, address: RunAddress) => Promise<Run>;
	/** The recent runs of an identity in WebAdMIT's order, without links. Those that can't be read are left out. */
	list: (request: ApiRequest, userIdentityId: number, tell?: TellOdd) => Promise<Run[]>;
	/** What users get for a run. Never holds a download URL. */
	output: (run: Run) => IDataObject;
	/**
	 * The files of a run that `get` gave. Empty when there are none, or none yet.
	 *
	 * @throws ExplainedError when WebAdMIT says that there are files, but not where.
	 */
	files: (run: Run) => RunFile[];
	/**
	 * Reads the body of a callback, as n8n or a proxy hands it over: an object, or a text.
	 *
	 * @returns undefined for everything that is not a callback of this kind.
	 */
	readCallback: (body: unknown) => Callback | undefined;
	/** A callback about a run in the form of WebAdMIT's, with the status that is known. */
	writeCallback: (run: Run) => WrittenCallback;
	/** One run as an entry of 'Resource', e.g. `Export File`. */
	displayName: string;
	/** Name of the option with the sources that a trigger accepts, e.g. `exportIds`. Its label is `words.sourceIds`. */
	sourceIdsOption: string;
}

/** A run in the words of its kind, e.g. "run 74780 of export 86446". */
export function nameOfRun(
	{ words }: RunKind,
	{ id, sourceId }: Pick<Run, 'id' | 'sourceId'>,
): string {
	return `${words.run} ${id} of ${words.source} ${sourceId}`;
}
