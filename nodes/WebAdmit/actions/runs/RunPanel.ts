import type { INodeProperties } from 'n8n-workflow';
import type { DownloadOptions } from '../../download/downloadOptions';
import { readDownloadOptions } from '../../download/downloadOptions';
import type { IdParameter } from '../../parameters/ids';
import { readIdParameter } from '../../parameters/ids';
import type { NodeParameters } from '../../parameters/NodeParameters';
import type { RunAddress, RunKind } from '../../runs/RunKind';

/** How the panel shows a kind of run: everything in which the operations of one kind look different from the others'. */
export interface RunPanel {
	kind: RunKind;
	/** The two parameters that say which run is meant: where it is, and its ID. */
	address: [
		parent: INodeProperties & { name: IdParameter },
		run: INodeProperties & { name: IdParameter },
	];
	/** How the text of a file is written; empty where files are no text. */
	textEncoding: INodeProperties[];
	/** The option of 'Get Status' to return the URL of the file; empty where that needs more than the status. */
	urlOption: INodeProperties[];
	/** Options for the file of a run that only this kind has. */
	fileOptions: INodeProperties[];
}

/** Which run is meant. */
export function readAddress(
	{ address: [parent, run] }: RunPanel,
	parameters: NodeParameters,
): RunAddress {
	return {
		parentId: readIdParameter(parameters, parent.name),
		id: readIdParameter(parameters, run.name),
	};
}

/** What to do with the files of a run. Where files are no text, every byte stays as it is, whatever their host says. */
export function readFileOptions(
	{ textEncoding }: RunPanel,
	parameters: NodeParameters,
): DownloadOptions {
	const options = readDownloadOptions(parameters);
	return textEncoding.length > 0 ? options : { ...options, textEncoding: 'original' };
}
