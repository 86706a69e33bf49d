import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { DownloadOptions } from '../../download/download';
import type { IdParameter } from '../../parameters';
import { readDownloadOptions, readIdParameter } from '../../parameters';
import type { RunAddress, RunKind } from '../../runs/RunKind';

/** How the panel shows a kind of run: everything in which the operations of one kind look different from the others'. */
export interface RunPanel {
	kind: RunKind;
	/** The two parameters that say which run is meant: where it is, and its ID. */
	address: [
		parent: INodeProperties & { name: IdParameter },
		run: INodeProperties & { name: IdParameter },
	];
	/** How the text of a file is written; missing where files are no text. */
	textEncoding: INodeProperties[];
	/** The option of 'Get Status' to return the URL of the file; missing where that needs more than the status. */
	urlOption: INodeProperties[];
	/** Options for the file of a run that only this kind has. */
	fileOptions: INodeProperties[];
}

/** Which run is meant. */
export function readAddress(
	{ address: [parent, run] }: RunPanel,
	context: IExecuteFunctions,
	itemIndex: number,
): RunAddress {
	return {
		parentId: readIdParameter(context, parent.name, itemIndex),
		id: readIdParameter(context, run.name, itemIndex),
	};
}

/** What to do with the files of a run. Where files are no text, every byte stays as it is, whatever their host says. */
export function readFileOptions(
	{ textEncoding }: RunPanel,
	context: IExecuteFunctions,
	itemIndex: number,
): DownloadOptions {
	const options = readDownloadOptions(context, itemIndex);
	return textEncoding.length > 0 ? options : { ...options, textEncoding: 'original' };
}
