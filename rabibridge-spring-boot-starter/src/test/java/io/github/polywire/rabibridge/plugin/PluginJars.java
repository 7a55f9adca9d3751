package io.github.polywire.rabibridge.plugin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compiles plugins and puts them into jars.
 */
final class PluginJars {

	private final Map<String, byte[]> entries = new LinkedHashMap<>();

	private final Map<String, String> sources = new LinkedHashMap<>();

	/**
	 * A jar with one component.
	 * @param type the name of its class
	 * @param members the members of the class
	 */
	static PluginJars component(String type, String members) {
		return new PluginJars().source(type, "@org.springframework.stereotype.Component class %s { %s }", members);
	}

	/**
	 * A jar with one function, {@code int name(int n)}.
	 * @param name the name of the function
	 * @param body the body of its method
	 */
	static PluginJars function(String name, String body) {
		return function("", name, body);
	}

	static PluginJars function(String attributes, String name, String body) {
		return component("com.example.plugin.Functions",
				"@RemoteCall(%s) int %s(int n) throws Exception { %s }".formatted(attributes, name, body));
	}

	PluginJars source(String type, String declaration, String members) {
		String simpleName = type.substring(type.lastIndexOf('.') + 1);
		this.sources.put(type, """
				package %s;
				import io.github.polywire.rabibridge.annotation.*;
				import java.util.*;
				import java.util.concurrent.*;
				%s
				""".formatted(type.substring(0, type.lastIndexOf('.')),
				declaration.replaceFirst("%s", simpleName).replace("%s", members)));
		return this;
	}

	PluginJars entry(String name, String content) {
		this.entries.put(name, content.getBytes(StandardCharsets.UTF_8));
		return this;
	}

	byte[] toBytes() throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (JarOutputStream jar = new JarOutputStream(bytes)) {
			for (Map.Entry<String, byte[]> entry : this.entries.entrySet()) {
				jar.putNextEntry(new ZipEntry(entry.getKey()));
				jar.write(entry.getValue());
			}
			for (Map.Entry<String, byte[]> type : compile().entrySet()) {
				jar.putNextEntry(new ZipEntry(type.getKey().replace('.', '/') + ".class"));
				jar.write(type.getValue());
			}
		}
		return bytes.toByteArray();
	}

	/**
	 * Writes the jar at once, as a careful deployment does.
	 */
	void writeTo(Path file) throws IOException {
		replace(file, toBytes());
	}

	static void replace(Path file, byte[] content) throws IOException {
		Path part = file.resolveSibling(file.getFileName() + ".part");
		Files.write(part, content);
		Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
	}

	private Map<String, byte[]> compile() {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		Map<String, ByteArrayOutputStream> classes = new TreeMap<>();
		List<SimpleJavaFileObject> units = this.sources.entrySet()
			.stream()
			.<SimpleJavaFileObject>map((source) -> new Source(source.getKey(), source.getValue()))
			.toList();
		JavaFileManager files = new ClassCollector(compiler.getStandardFileManager(null, null, null), classes);
		assertThat(compiler.getTask(null, files, null, List.of("-parameters", "-proc:none"), null, units).call())
			.as("compiled")
			.isTrue();
		Map<String, byte[]> compiled = new TreeMap<>();
		classes.forEach((name, bytes) -> compiled.put(name, bytes.toByteArray()));
		return compiled;
	}

	private static final class Source extends SimpleJavaFileObject {

		private final String text;

		private Source(String type, String text) {
			super(URI.create("string:///" + type.replace('.', '/') + ".java"), Kind.SOURCE);
			this.text = text;
		}

		@Override
		public CharSequence getCharContent(boolean ignoreEncodingErrors) {
			return this.text;
		}

	}

	private static final class ClassCollector extends ForwardingJavaFileManager<JavaFileManager> {

		private final Map<String, ByteArrayOutputStream> classes;

		private ClassCollector(JavaFileManager files, Map<String, ByteArrayOutputStream> classes) {
			super(files);
			this.classes = classes;
		}

		@Override
		public JavaFileObject getJavaFileForOutput(Location location, String type, JavaFileObject.Kind kind,
				FileObject sibling) {
			return new SimpleJavaFileObject(URI.create("mem:///" + type), kind) {

				@Override
				public OutputStream openOutputStream() {
					ByteArrayOutputStream output = new ByteArrayOutputStream();
					ClassCollector.this.classes.put(type, output);
					return output;
				}

			};
		}

	}

}
