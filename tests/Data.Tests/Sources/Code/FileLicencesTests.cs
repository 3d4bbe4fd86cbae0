using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Sources.Code;
using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Data.Tests.Sources.Code;

/// <summary>What may be used of a package whose files are under several licences; the stanzas are as golang-1.19-src, rust-src and libruby3.1 have them.</summary>
public sealed class FileLicencesTests : IDisposable
{
    private const string Copyright = """
        Format: copyright-format/1.0
        Upstream-Name: The program

        Files: *
        Copyright: 2009 The authors
        License: Usual

        Files: src/cmd/internal/obj/x86/asm6.go
         src/cmd/internal/obj/x86/obj6.go
        Copyright: 1994 Others
        License: X11

        Files:
         vendor/memchr/*
         vendor/aho-corasick/*
        Copyright: 2015 Others
        License: MIT or Unlicense
         The text of the licence.

        Files: vendor/dlmalloc/src/dlmalloc.c vendor/odd?.rs
        Copyright: 2015 Others
        License: noderivs
        """;

    private readonly TemporaryFolder _folder = new();

    public FileLicencesTests()
    {
        Write("usr/share/doc/program/copyright", Copyright);
        Write("usr/lib/ruby/gems/3.1.0/specifications/rake-13.0.6.gemspec", "Gem::Specification.new do |s|\n  s.licenses = [\"MIT\".freeze]\nend\n");
        Write("usr/lib/ruby/gems/3.1.0/specifications/test-unit-3.5.3.gemspec", "  s.licenses = [\"Ruby\".freeze, \"BSDL\".freeze, \"PSFL\".freeze]\n");
    }

    private FileLicences Licences => new(
        new PackageFolder("program", "1", _folder["package"]), new CodePackage("go", "program", null, "BSD-3-Clause", "usr/share/program") { Tree = ("usr/share/program/", "") });

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("usr/share/program/src/fmt/print.go", "BSD-3-Clause")]
    [InlineData("usr/share/program/src/cmd/internal/obj/x86/obj6.go", "MIT")]
    [InlineData("usr/share/program/vendor/aho-corasick/src/a/b.rs", "MIT OR Unlicense")]
    [InlineData("usr/share/program/vendor/dlmalloc/src/dlmalloc.c", null)]
    [InlineData("usr/share/program/vendor/odd1.rs", null)]
    [InlineData("usr/share/elsewhere/a.go", null)]
    [InlineData("usr/lib/ruby/gems/3.1.0/gems/rake-13.0.6/lib/rake.rb", "MIT")]
    [InlineData("usr/lib/ruby/gems/3.1.0/gems/test-unit-3.5.3/lib/test.rb", "Ruby")]
    [InlineData("usr/lib/ruby/gems/3.1.0/gems/unknown-1.0/lib/x.rb", null)]
    public void A_file_is_under_the_licence_that_its_stanza_or_gem_names(string file, string? licence) => Assert.Equal(licence, Licences.Of(file, "package x\n"));

    [Theory]
    [InlineData("// Copyright. Redistribution and use in source and\n// binary forms, with or without modification, are permitted.\n", "BSD-3-Clause")]
    [InlineData("/* This program is free software under the GNU General\n * Public License. */\n", null)]
    [InlineData("# Licensed under the Apache\n# License, Version 2.0\n", null)]
    [InlineData("// Permission is hereby granted,\n// free of charge, to any person\n", null)]
    public void A_file_whose_own_notice_says_otherwise_is_left_out(string text, string? licence) => Assert.Equal(licence, Licences.Of("usr/share/program/a.go", text));

    [Fact]
    public void One_licence_holds_for_all_where_no_tree_is_named()
    {
        var licences = new FileLicences(new PackageFolder("program", "1", _folder["package"]), new CodePackage("go", "program", null, "PSF-2.0"));
        Assert.Equal("PSF-2.0", licences.Of("anywhere/a.py", "x = 1\n"));
    }

    [Fact]
    public void A_copyright_file_in_free_form_says_nothing_of_files() => Assert.Null(CopyrightFile.Read("This package was debianized by someone.\n"));

    private void Write(string path, string text)
    {
        var file = Path.Combine(_folder["package"], path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
