package chatrelay.local.stack.architecture;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * How many lines a method takes, from its first annotation or modifier to its last brace; read by
 * javac's parser.
 */
final class MethodLengths {
  private MethodLengths() {}

  /**
   * Each method of {@code files} with more than {@code most} lines, as "File.java: name, n lines".
   */
  static List<String> over(int most, List<Path> files) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> found = new ArrayList<>();
    try (StandardJavaFileManager manager =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  manager,
                  null,
                  List.of("-proc:none"),
                  null,
                  manager.getJavaFileObjectsFromPaths(files));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        new Methods(unit, positions, most, found).scan(unit, null);
      }
    }
    return found;
  }

  private static final class Methods extends TreeScanner<@Nullable Void, @Nullable Void> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final int most;
    private final List<String> found;

    Methods(CompilationUnitTree unit, SourcePositions positions, int most, List<String> found) {
      this.unit = unit;
      this.positions = positions;
      this.most = most;
      this.found = found;
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
      long first = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, method));
      long last = unit.getLineMap().getLineNumber(positions.getEndPosition(unit, method));
      if (last - first + 1 > most) {
        String file = Path.of(unit.getSourceFile().getName()).getFileName().toString();
        found.add(file + ": " + method.getName() + ", " + (last - first + 1) + " lines");
      }
      return super.visitMethod(method, null);
    }
  }
}
