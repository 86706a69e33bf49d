import { exportFileLocator, exportLocator } from '../../fields/locators';
import { fileNameOption, textEncoding } from '../../fields/options';
import { exportFile } from '../../runs/kinds/exportFile';
import type { RunPanel } from '../runs/RunPanel';

export const panel: RunPanel = {
	kind: exportFile,
	address: [exportLocator, exportFileLocator],
	textEncoding: [textEncoding],
	fileOptions: [fileNameOption],
};
