package io.github.polywire.rabibridge.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * When a file is taken for a jar, and for a whole one.
 */
class PluginDirectoryTests {

	private static final long QUIET = 1000;

	@TempDir
	private Path files;

	private PluginDirectory directory;

	@BeforeEach
	void create() {
		this.directory = new PluginDirectory(this.files, Duration.ofNanos(QUIET));
	}

	@Test
	void takesJarsAtOnceWhenTold() throws IOException {
		write("a.jar", "1");
		Files.createDirectory(this.files.resolve("directory.jar"));
		write(".hidden.jar", "1");
		write("a.jar.part", "1");
		assertThat(this.directory.takeAll()).containsOnlyKeys("a.jar");
		assertThat(this.directory.look(0)).containsOnlyKeys("a.jar");
	}

	@Test
	void takesJarWhenItIsUnchangedForTheQuietPeriod() throws IOException {
		write("a.jar", "1");
		assertThat(this.directory.look(0)).isEmpty();
		assertThat(this.directory.look(QUIET - 1)).isEmpty();
		assertThat(this.directory.look(QUIET)).containsOnlyKeys("a.jar");
	}

	@Test
	void waitsWhileJarIsWrittenAndTellsItAsItWas() throws IOException {
		write("a.jar", "1");
		FileState before = this.directory.takeAll().get("a.jar");
		write("a.jar", "12");
		assertThat(this.directory.look(0)).containsEntry("a.jar", before);
		write("a.jar", "123");
		assertThat(this.directory.look(QUIET)).containsEntry("a.jar", before);
		assertThat(this.directory.look(2 * QUIET - 1)).containsEntry("a.jar", before);
		assertThat(this.directory.look(2 * QUIET).get("a.jar").size()).isEqualTo(3);
	}

	@Test
	void otherJarsDoNotWaitForOneThatIsWritten() throws IOException {
		write("a.jar", "1");
		write("b.jar", "1");
		this.directory.look(0);
		write("a.jar", "12");
		assertThat(this.directory.look(QUIET)).containsOnlyKeys("b.jar");
	}

	@Test
	void jarThatIsRemovedOnlyToBeWrittenAgainIsTold() throws IOException {
		write("a.jar", "1");
		this.directory.takeAll();
		Files.delete(this.files.resolve("a.jar"));
		assertThat(this.directory.look(0)).containsOnlyKeys("a.jar");
		write("a.jar", "12");
		this.directory.look(QUIET);
		assertThat(this.directory.look(2 * QUIET).get("a.jar").size()).isEqualTo(2);
	}

	@Test
	void jarThatIsRemovedIsToldNoMoreAfterTheQuietPeriod() throws IOException {
		write("a.jar", "1");
		this.directory.takeAll();
		Files.delete(this.files.resolve("a.jar"));
		assertThat(this.directory.look(0)).containsOnlyKeys("a.jar");
		assertThat(this.directory.look(QUIET)).isEmpty();
	}

	@Test
	void jarOfTheSameSizeAndTimeIsAnotherIfItIsAnotherFile() throws IOException {
		write("a.jar", "1");
		FileState before = this.directory.takeAll().get("a.jar");
		Path next = this.files.resolve("next");
		Files.writeString(next, "2");
		Files.setLastModifiedTime(next, before.modified());
		Files.move(next, this.files.resolve("a.jar"), StandardCopyOption.REPLACE_EXISTING);
		this.directory.look(0);
		assertThat(this.directory.look(QUIET).get("a.jar")).isNotEqualTo(before);
	}

	@Test
	void directoryThatIsGoneIsNotAnEmptyOne() throws IOException {
		this.directory.takeAll();
		Files.delete(this.files);
		assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> this.directory.look(0));
		Files.createDirectory(this.files);
	}

	private void write(String name, String content) throws IOException {
		Files.writeString(this.files.resolve(name), content);
	}

}
