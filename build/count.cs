#:package Microsoft.CodeAnalysis.CSharp
#:property PublishAot=false
#:property GenerateDocumentationFile=true

// Counts what a reader has to read: files, lines and statements of every project in a folder.
//     dotnet run build/count.cs [FOLDER]        FOLDER: a checkout, or its src; default src
// A statement is a node of C#'s syntax tree that is a statement other than a block, or a declaration of a type or of a member, so that
// lines joined or split, comments and using directives count for nothing.
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

var root = Path.GetFullPath(args.Length > 0 ? args[0] : "src");
if (!Directory.Exists(root))
{
    Console.Error.WriteLine($"error: there is no folder '{root}'. Give the path of a folder with C# projects.");
    return 1;
}

var separator = Path.DirectorySeparatorChar;
var projects = Directory.EnumerateFiles(root, "*.csproj", SearchOption.AllDirectories).Select(p => Path.GetDirectoryName(p)!)
    .Where(IsSource).OrderBy(p => p, StringComparer.Ordinal).ToArray();
var rows = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories).Where(IsSource)
    .GroupBy(file => projects.Where(p => file.StartsWith(p + separator, StringComparison.Ordinal)).MaxBy(p => p.Length) ?? root)
    .OrderBy(group => group.Key, StringComparer.Ordinal)
    .Select(group => (Name: Path.GetRelativePath(root, group.Key), Files: group.Count(), Lines: group.Sum(Lines), Statements: group.Sum(Statements)))
    .ToList();
rows.Add(($"{projects.Length} projects", rows.Sum(r => r.Files), rows.Sum(r => r.Lines), rows.Sum(r => r.Statements)));
Console.WriteLine("| project | files | lines | statements |\n|---|---|---|---|");
foreach (var row in rows)
{
    Console.WriteLine($"| {row.Name} | {row.Files:#,0} | {row.Lines:#,0} | {row.Statements:#,0} |");
}

return 0;

bool IsSource(string path) => !Path.GetRelativePath(root, path).Split(separator).Any(part => part is "bin" or "obj" or "node_modules");

static int Lines(string file) => File.ReadLines(file).Count();

static int Statements(string file) => CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot().DescendantNodes()
    .Count(node => node is StatementSyntax and not BlockSyntax or MemberDeclarationSyntax and not BaseNamespaceDeclarationSyntax and not GlobalStatementSyntax);
