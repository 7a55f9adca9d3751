package io.github.polywire.rabibridge.plugin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

import org.springframework.boot.autoconfigure.AutoConfiguration;

/**
 * A copy of a plugin's jar, so that the jar may be overwritten while classes are loaded
 * from it.
 */
final class PluginJar {

	private static final String IMPORTS = "META-INF/spring/" + AutoConfiguration.class.getName() + ".imports";

	private static final String CLASS_SUFFIX = ".class";

	private final Path copy;

	private final List<String> classFiles = new ArrayList<>();

	private final List<String> autoConfigurations = new ArrayList<>();

	private PluginJar(Path copy) {
		this.copy = copy;
	}

	/**
	 * Copies a jar and reads it to its end, so that one that is not whole is found out.
	 * @param source the jar
	 * @param copy where the copy goes
	 * @return the copy
	 * @throws IOException if the jar cannot be read or is not whole
	 */
	static PluginJar copy(Path source, Path copy) throws IOException {
		try {
			Files.copy(source, copy);
			PluginJar jar = new PluginJar(copy);
			jar.readAll();
			return jar;
		}
		catch (IOException | SecurityException ex) {
			Files.deleteIfExists(copy);
			throw ex;
		}
	}

	private void readAll() throws IOException {
		try (JarFile file = new JarFile(this.copy.toFile())) {
			for (JarEntry entry : (Iterable<JarEntry>) file.stream()::iterator) {
				read(file, entry);
			}
		}
	}

	private void read(JarFile file, JarEntry entry) throws IOException {
		String name = entry.getName();
		try (InputStream content = file.getInputStream(entry)) {
			if (name.equals(IMPORTS)) {
				readImports(content);
			}
			content.transferTo(OutputStream.nullOutputStream());
		}
		if (name.endsWith(CLASS_SUFFIX) && !name.startsWith("META-INF/") && !name.endsWith("-info.class")) {
			this.classFiles.add(name);
		}
	}

	private void readImports(InputStream content) throws IOException {
		BufferedReader reader = new BufferedReader(new InputStreamReader(content, StandardCharsets.UTF_8));
		for (String line = reader.readLine(); line != null; line = reader.readLine()) {
			String name = line.replaceFirst("#.*", "").trim();
			if (!name.isEmpty()) {
				this.autoConfigurations.add(name);
			}
		}
	}

	/**
	 * The class files in the jar.
	 * @return their paths in it
	 */
	List<String> classFiles() {
		return this.classFiles;
	}

	/**
	 * The auto-configurations that the jar names.
	 * @return the names of the classes
	 */
	List<String> autoConfigurations() {
		return this.autoConfigurations;
	}

	URL url() throws IOException {
		return this.copy.toUri().toURL();
	}

	/**
	 * Deletes the copy, when no class is loaded from it any more.
	 * @throws IOException if it cannot be deleted
	 */
	void delete() throws IOException {
		URL inside = URI.create("jar:" + this.copy.toUri() + "!/").toURL();
		if (inside.openConnection() instanceof JarURLConnection connection) {
			// The JDK keeps a jar open of which a resource was once read by its address.
			connection.getJarFile().close();
		}
		Files.delete(this.copy);
	}

}
