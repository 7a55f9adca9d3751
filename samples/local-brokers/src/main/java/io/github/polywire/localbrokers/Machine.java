package io.github.polywire.localbrokers;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What this machine offers to get a broker from.
 *
 * @param settings looks up a property, {@code null} when it is not set
 * @param docker whether a Docker daemon answers
 * @param folders where executables are looked for, in order
 */
record Machine(Function<String, @Nullable String> settings, DockerProbe docker, List<Path> folders) {

	/**
	 * The machine this JVM runs on: system properties, then environment variables
	 * ({@code polywire.nats.url} is {@code POLYWIRE_NATS_URL}), and the {@code PATH}.
	 */
	static Machine current() {
		return new Machine(Machine::setting, DockerProbe.of(System.getenv()), executableFolders());
	}

	private static @Nullable String setting(String name) {
		String value = System.getProperty(name);
		return (value != null) ? value : System.getenv(environmentVariable(name));
	}

	/**
	 * Returns the environment variable that stands for a property.
	 */
	static String environmentVariable(String property) {
		return property.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
	}

	private static List<Path> executableFolders() {
		List<Path> folders = new ArrayList<>();
		// First, because what Debian puts on the PATH is a wrapper that insists on root.
		folders.add(Path.of("/usr/lib/rabbitmq/bin"));
		String path = System.getenv().getOrDefault("PATH", "");
		Stream.of(path.split(File.pathSeparator))
			.filter((entry) -> !entry.isEmpty())
			.map(Path::of)
			.forEach(folders::add);
		// Debian's nats-server is here, and Debian's users do not have this on their
		// PATH.
		folders.add(Path.of("/usr/sbin"));
		return folders;
	}

	/**
	 * Returns the value of a setting, unless it is missing or blank.
	 */
	Optional<String> value(String name) {
		return Optional.ofNullable(this.settings.apply(name)).filter((value) -> !value.isBlank());
	}

	/**
	 * Returns the first executable with this name.
	 */
	Optional<Path> executable(String name) {
		return this.folders.stream().map((folder) -> folder.resolve(name)).filter(Files::isExecutable).findFirst();
	}

}
