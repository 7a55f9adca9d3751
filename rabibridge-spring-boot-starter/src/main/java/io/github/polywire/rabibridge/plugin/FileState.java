package io.github.polywire.rabibridge.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

import org.jspecify.annotations.Nullable;

/**
 * What tells one version of a file from another.
 *
 * @param size the size in bytes
 * @param modified when it was last written
 * @param key which file it is, where the file system tells
 */
record FileState(long size, FileTime modified, @Nullable Object key) {

	static FileState of(Path file) throws IOException {
		BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
		return new FileState(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
	}

}
