package io.github.polywire.localbrokers;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Machines that have, or lack, what the one that runs the tests has.
 */
final class Machines {

	private Machines() {
	}

	/**
	 * Has nothing but these properties.
	 */
	static Machine with(Map<String, String> properties) {
		return new Machine(properties::get, new DockerProbe(List.of()), List.of());
	}

	/**
	 * Has nothing but these folders with executables.
	 */
	static Machine withFolders(Path... folders) {
		return new Machine((name) -> null, new DockerProbe(List.of()), List.of(folders));
	}

}
