namespace TreasureMarkers.Data.Sources.Code;

/// <summary>The packages that documented code is read from.</summary>
internal static class CodePackages
{
    /// <summary>In the order in which they are read.</summary>
    public static IReadOnlyList<CodePackage> All { get; } =
    [
        new("python", "libpython3.11-stdlib", null, "PSF-2.0", "usr/lib/python3.11"),
        new("go", "golang-1.19-src", null, "BSD-3-Clause", "usr/share/go-1.19/src") { Tree = ("usr/share/go-1.19/", "") },
        new("ruby", "libruby3.1", null, "Ruby OR BSD-2-Clause", "usr/lib/ruby") { Tree = ("usr/lib/ruby/3.1.0/", "lib/") },
        new("rust", "rust-src", null, "MIT OR Apache-2.0", "usr/src") { Tree = ("usr/src/rustc-1.63.0/", "") },
        new("php", "php-symfony-console", null, "MIT") { Tree = ("usr/share/php/", "src/") },
        new("php", "php-symfony-string", null, "MIT") { Tree = ("usr/share/php/", "src/") },
        new("php", "php-doctrine-orm", null, "MIT"),
        new("php", "php-guzzlehttp-psr7", null, "MIT"),
        new("cpp", "llvm-14-dev", null, "Apache-2.0 WITH LLVM-exception", "usr/include/llvm-14/llvm") { Tree = ("usr/include/llvm-14/", "llvm/include/") },
        new("sql", "postgresql-15", null, "PostgreSQL", "usr/share/postgresql"),
        new("shell", "bash-completion", null, "GPL-2.0-or-later", "usr/share/bash-completion"),
        new("shell", "dracut-core", null, "GPL-2.0-or-later", "usr/lib/dracut", ".sh"),
        new("javascript", "@stdlib/math", "0.4.1", "Apache-2.0"),
        new("c", "@stdlib/math", "0.4.1", "Apache-2.0"),
        new("typescript", "rxjs", "7.8.1", "Apache-2.0", "src"),
        new("csharp", "com.neuecc.unirx", "7.1.0", "MIT"),
        new("csharp", "com.cysharp.unitask", "2.2.5", "MIT"),
        new("java", "@capacitor/android", "8.5.2", "MIT"),
        new("swift", "@capacitor/ios", "8.5.2", "MIT"),
        new("swift", "expo-modules-core", "58.0.7", "MIT"),
        new("kotlin", "expo-modules-core", "58.0.7", "MIT"),
        new("kotlin", "expo-updates", "57.0.24", "MIT"),
    ];
}
