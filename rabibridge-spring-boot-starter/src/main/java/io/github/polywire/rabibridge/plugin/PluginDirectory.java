package io.github.polywire.rabibridge.plugin;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * The jars in a directory, and which of them have been as they are for a while. Looks
 * instead of being told, because network file systems tell nothing. Not thread-safe.
 */
final class PluginDirectory {

	private final Path directory;

	private final long quietNanos;

	private final Map<String, Observed> observed = new TreeMap<>();

	private final Map<String, FileState> settled = new TreeMap<>();

	PluginDirectory(Path directory, Duration quietPeriod) {
		this.directory = directory;
		this.quietNanos = quietPeriod.toNanos();
	}

	Path file(String name) {
		return this.directory.resolve(name);
	}

	/**
	 * Takes the jars for settled that are there now.
	 * @return their states by name
	 * @throws IOException if the directory cannot be read
	 */
	Map<String, FileState> takeAll() throws IOException {
		this.settled.putAll(list());
		return Map.copyOf(this.settled);
	}

	/**
	 * Looks at the directory.
	 * @param nanoTime the time
	 * @return the jars as they last were for the quiet period: one that is being written,
	 * or was removed just now, is told as it was before
	 * @throws IOException if the directory cannot be read
	 */
	Map<String, FileState> look(long nanoTime) throws IOException {
		Map<String, FileState> present = list();
		this.settled.keySet().forEach((name) -> observe(name, present.get(name), nanoTime));
		present.forEach((name, state) -> observe(name, state, nanoTime));
		this.observed.values().removeIf((seen) -> {
			if (nanoTime - seen.since() < this.quietNanos) {
				return false;
			}
			FileState state = seen.state();
			if (state != null) {
				this.settled.put(seen.name(), state);
			}
			else {
				this.settled.remove(seen.name());
			}
			return true;
		});
		return Map.copyOf(this.settled);
	}

	private void observe(String name, @Nullable FileState state, long nanoTime) {
		if (Objects.equals(state, this.settled.get(name))) {
			this.observed.remove(name);
			return;
		}
		Observed before = this.observed.get(name);
		if (before == null || !Objects.equals(before.state(), state)) {
			this.observed.put(name, new Observed(name, state, nanoTime));
		}
	}

	private Map<String, FileState> list() throws IOException {
		Map<String, FileState> jars = new TreeMap<>();
		try (DirectoryStream<Path> files = Files.newDirectoryStream(this.directory, PluginDirectory::isJar)) {
			for (Path file : files) {
				try {
					jars.put(file.getFileName().toString(), FileState.of(file));
				}
				catch (NoSuchFileException ex) {
					// Removed while we look.
				}
			}
		}
		return jars;
	}

	/**
	 * Tells a jar from what is beside it; copying programs hide what they write.
	 * @param file the file
	 * @return whether it is a jar
	 */
	private static boolean isJar(Path file) {
		String name = file.getFileName().toString();
		return name.endsWith(".jar") && !name.startsWith(".") && Files.isRegularFile(file);
	}

	private record Observed(String name, @Nullable FileState state, long since) {

	}

}
