package io.github.polywire.rabibridge.plugin;

import java.io.IOException;
import java.util.List;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.ResourcePatternResolver;

/**
 * Makes a scan of the class path one of a plugin's jar: whatever pattern is asked for is
 * answered with the classes of the jar that the application does not have itself, because
 * of those the application's are loaded.
 */
final class JarClasses extends DefaultResourceLoader implements ResourcePatternResolver {

	private final List<String> classFiles;

	private final ClassLoader loader;

	JarClasses(List<String> classFiles, ClassLoader loader) {
		super(loader);
		this.classFiles = classFiles;
		this.loader = loader;
	}

	@Override
	public Resource[] getResources(String pattern) throws IOException {
		ClassLoader application = this.loader.getParent();
		return this.classFiles.stream()
			.filter((file) -> application.getResource(file) == null)
			.map((file) -> new ClassPathResource(file, this.loader))
			.toArray(Resource[]::new);
	}

}
