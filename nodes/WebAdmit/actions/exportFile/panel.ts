import { exportFileLocator, exportLocator } from '../../fields/locators';
import { fileNameOption, includeDownloadUrlOption, textEncoding } from '../../fields/options';
import { exportFile } from '../../runs/kinds/exportFile';
import type { RunPanel } from '../runs/RunPanel';

export const panel: RunPanel = {
	kind: exportFile,
	address: [exportLocator, exportFileLocator],
	urlOption: [includeDownloadUrlOption],
	textEncoding: [textEncoding],
	fileOptions: [fileNameOption],
};
